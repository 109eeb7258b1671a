// What a browser keeps for us, one drawer a server. Without storage it lasts as long as the page.

export class Store {
  constructor(server) {
    this.prefix = `wenzheng:${server.host}:`;
    this.memory = new Map();
  }

  get(name) {
    try {
      return localStorage.getItem(this.prefix + name) ?? this.memory.get(name) ?? null;
    } catch {
      return this.memory.get(name) ?? null; // blocked by the browser's settings
    }
  }

  set(name, value) {
    this.memory.set(name, String(value));
    try {
      localStorage.setItem(this.prefix + name, value);
    } catch {
      // kept in memory
    }
  }

  remove(name) {
    this.memory.delete(name);
    try {
      localStorage.removeItem(this.prefix + name);
    } catch {
      // was in memory only
    }
  }

  // Calls back when another tab of this site changes the value.
  watch(name, changed) {
    addEventListener("storage", (event) => {
      if (event.key === this.prefix + name) changed(event.newValue);
    });
  }
}
