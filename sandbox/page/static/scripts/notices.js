/**
 * What is said beside the messages: aloud to screen readers, and in the band above them when the server is away.
 * @module
 */

/** @import { Child } from "../../types" */

import { on } from "./bus.js";
import { dots, fill, icon, part } from "./dom.js";
import { state } from "./state.js";

const spoken = part("spoken");
const band = part("notice");
let wasConnected = false;
let hiding = 0;

/**
 * Have something read aloud by a screen reader.
 * @param {string} words
 */
export function speak(words) {
  spoken.textContent = words;
}

/** Begin to watch the connection. */
export function showNotices() {
  on("connection", () => {
    clearTimeout(hiding);
    if (state.connected) back();
    else show("away", dots(), "The local Discord is away. Reconnecting by itself…");
    wasConnected ||= state.connected;
  });
}

function back() {
  if (!wasConnected || band.hidden) return;
  show("back", icon("check"), "Connected again.");
  hiding = setTimeout(() => (band.hidden = true), 2500);
}

/**
 * @param {"away"|"back"} kind
 * @param {...Child} what
 */
function show(kind, ...what) {
  band.dataset.kind = kind;
  fill(band, ...what);
  band.hidden = false;
}
