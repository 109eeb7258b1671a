// Line drawings on a 24 by 24 grid; each stands beside its word, so screen readers pass over them.

import { svg } from "/widget/dom.js";

const PATHS = {
  home: "M3 11.5 12 4l9 7.5-1.3 1.5L18 11.6V20h-5v-5h-2v5H6v-8.4L4.3 13z",
  type: "M2 6h20v12H2zm2 2v8h16V8zm1.5 1h2v2h-2zm3.5 0h2v2H9zm3.5 0h2v2h-2zm3.5 0h2v2h-2zM7 13h10v2H7z",
  speak: "M12 2a3.5 3.5 0 0 1 3.5 3.5v6a3.5 3.5 0 0 1-7 0v-6A3.5 3.5 0 0 1 12 2zM5 11h2a5 5 0 0 0 10 0h2a7 7 0 0 1-6 6.9V20h3v2H8v-2h3v-2.1A7 7 0 0 1 5 11z",
  mute: "m3.4 2 18.6 18.6-1.4 1.4-4.7-4.7A7 7 0 0 1 13 17.9V20h3v2H8v-2h3v-2.1A7 7 0 0 1 5 11h2a5 5 0 0 0 7.4 4.4l-1.6-1.6a3.5 3.5 0 0 1-4.3-3.4v-.9L2 3.4zM12 2a3.5 3.5 0 0 1 3.5 3.5v5.6L8.7 4.3A3.5 3.5 0 0 1 12 2z",
  phone: "M7 1h10a2 2 0 0 1 2 2v18a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V3a2 2 0 0 1 2-2zm0 4v13h10V5zm4 14.5v2h2v-2z",
  human: "M12 2a5 5 0 1 1 0 10 5 5 0 0 1 0-10zM3 22c0-5 4-8.5 9-8.5s9 3.5 9 8.5z",
  stop: "M5 5h14v14H5z",
  repeat: "M12 4V1L7 5.5 12 10V7a5.5 5.5 0 1 1-5.5 5.5h-3A8.5 8.5 0 1 0 12 4z",
  slower: "M20 5v14l-8-7zm-9 0v14l-8-7z",
  faster: "M4 5v14l8-7zm9 0v14l8-7z",
  quieter: "M3 9v6h4l6 5V4L7 9zm13 2h6v2h-6z",
  louder: "M3 9v6h4l6 5V4L7 9zm13 2h2V9h2v2h2v2h-2v2h-2v-2h-2z",
  remove: "M8 5h13v14H8l-6-7zm3.4 3.5L10 9.9l2.1 2.1-2.1 2.1 1.4 1.4 2.1-2.1 2.1 2.1 1.4-1.4-2.1-2.1L17 9.9l-1.4-1.4-2.1 2.1z",
  close: "m6 4.6 6 6 6-6L19.4 6l-6 6 6 6-1.4 1.4-6-6-6 6L4.6 18l6-6-6-6z",
  back: "M14.5 4 16 5.5 9.5 12l6.5 6.5-1.5 1.5-8-8z",
};

export const icon = (name) => svg(24, PATHS[name], { class: "icon", "aria-hidden": "true" });
