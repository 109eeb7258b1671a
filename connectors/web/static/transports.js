// Three ways to the server, best first; all carry the same envelope. Each takes where to connect
// and whom to tell, and returns `{send, close}`. `heard` is called for every sign of life,
// `event` for every envelope, `ended` once with "session" (the token is refused) or "lost".

const PING_MS = 20000;

const reasonOf = (status) => (status === 401 ? "session" : "lost");

// `ended` at most once, and nothing after a deliberate close.
function once(told) {
  let open = true;
  return {
    get open() {
      return open;
    },
    end(reason) {
      if (open) {
        open = false;
        told.ended(reason);
      }
    },
    silence: () => (open = false),
  };
}

export function openSocket({ server, token, after }, told) {
  const life = once(told);
  const url = new URL("/web/ws", server);
  url.protocol = url.protocol.replace("http", "ws");
  const socket = new WebSocket(url);
  const pings = setInterval(() => send({ type: "ping" }), PING_MS);
  const send = (envelope) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(envelope));
  };
  socket.onopen = () => send({ type: "resume", session: token, after: after() });
  socket.onmessage = ({ data }) => {
    if (!life.open) return;
    told.heard();
    told.event(JSON.parse(data));
  };
  socket.onclose = ({ code }) => {
    clearInterval(pings);
    life.end(reasonOf(code - 4000));
  };
  const close = () => {
    life.silence();
    clearInterval(pings);
    socket.close();
  };
  return { send, close };
}

// Sending is the same for both HTTP transports.
function poster({ server, token }, told, life, signal) {
  return async (envelope) => {
    if (envelope.type !== "message") return; // signs of life are for the socket
    try {
      const response = await fetch(new URL("/web/messages", server), {
        method: "POST",
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        body: JSON.stringify(envelope),
        signal,
      });
      if (response.ok) return;
      if (response.status === 401) life.end("session");
      else {
        const refusal = await response.json();
        told.event({ seq: 0, kind: "error", code: refusal.code, msg_id: envelope.msg_id });
      }
    } catch {
      life.end("lost"); // sent again, with the same msg_id, once there is a connection
    }
  };
}

async function get(path, { server, token }, signal) {
  const headers = { Authorization: `Bearer ${token}` };
  return fetch(new URL(path, server), { headers, signal, cache: "no-store" });
}

export function openEventStream(where, told) {
  const life = once(told);
  const abort = new AbortController();
  const read = async () => {
    const response = await get(`/web/events?after=${where.after()}`, where, abort.signal);
    if (!response.ok) return life.end(reasonOf(response.status));
    const chunks = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await chunks.read();
      if (done || !life.open) return life.end("lost");
      told.heard();
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        if (line.startsWith("data: ")) told.event(JSON.parse(line.slice(6)));
      }
    }
  };
  read().catch(() => life.end("lost"));
  const close = () => {
    life.silence();
    abort.abort();
  };
  return { send: poster(where, told, life, abort.signal), close };
}

export function openPoll(where, told) {
  const life = once(told);
  const abort = new AbortController();
  const read = async () => {
    for (let wait = 0; life.open; wait = 25) {
      const path = `/web/poll?after=${where.after()}&wait=${wait}`;
      const response = await get(path, where, abort.signal);
      if (!response.ok) return life.end(reasonOf(response.status));
      const events = await response.json();
      if (!life.open) return undefined;
      told.heard();
      events.forEach(told.event);
      if (wait === 0) told.event({ seq: 0, kind: "ready" });
    }
    return undefined;
  };
  read().catch(() => life.end("lost"));
  const close = () => {
    life.silence();
    abort.abort();
  };
  return { send: poster(where, told, life, abort.signal), close };
}
