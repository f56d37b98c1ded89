/**
 * What lies over the page, such as a form or a list, and the browser's Back: it closes what lies there first, and then
 * goes to the place before. For each such thing the window goes one step ahead of its place in its history; what was
 * closed otherwise leaves its step there, and Back goes past it.
 * @module
 */

import { emit } from "./bus.js";

/** @type {(() => void)[]} what closes each, the topmost last */
const over = [];
let place = location.href;
let ahead = stepsAhead(); // more than none after a reload

/**
 * Something lies over the page now.
 * @param {() => void} close
 * @returns {() => void} to be called when it is closed
 */
export function layOver(close) {
  over.push(close);
  if (over.length > ahead) history.pushState({ ahead: ++ahead }, "");
  return () => {
    const at = over.indexOf(close);
    if (at >= 0) over.splice(at, 1);
  };
}

/**
 * A dialog lies over the page until it is closed, and is gone then.
 * @param {HTMLDialogElement} dialog
 */
export function showDialog(dialog) {
  const lift = layOver(() => dialog.close());
  dialog.addEventListener("close", () => {
    lift();
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * The window is at this address: it may have been called otherwise.
 * @param {string} address
 */
export function stand(address) {
  history.replaceState(history.state, "", address);
  place = location.href;
}

/**
 * The window goes on to this address; Back leads to the one before.
 * @param {string} address
 */
export function move(address) {
  if (ahead) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  ahead = 0;
  place = location.href;
}

/** Begin to hear of Back, Forward, and of an address that somebody types. */
export function hearBack() {
  addEventListener("popstate", () => {
    const before = ahead;
    ahead = stepsAhead();
    if (location.href !== place) elsewhere();
    else if (ahead < before && over.length <= ahead) history.back(); // of that step nothing is left
    else while (over.length > ahead) over.pop()?.();
  });
}

function elsewhere() {
  place = location.href;
  for (const close of over.splice(0).reverse()) close();
  emit("address");
}

/** @returns {number} */
function stepsAhead() {
  return history.state?.ahead ?? 0;
}
