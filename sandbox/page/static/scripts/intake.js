/**
 * What the window as a whole takes in: files that are dropped or pasted anywhere, and a key that is pressed anywhere.
 * @module
 */

import { filesOf } from "./files.js";

/** @param {Event} event */
const inDialog = ({ target }) => target instanceof Element && target.closest("dialog") !== null;

/** @param {DragEvent} event */
const carries = (event) => event.dataTransfer?.types.includes("Files") && !inDialog(event);

/** @param {boolean} is */
const dragging = (is) => document.body.classList.toggle("dragging", is);

/**
 * Begin to take.
 * @param {{take: (files: File[]) => void, beginToWrite: () => void}} where
 */
export function takeFromWindow({ take, beginToWrite }) {
  addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    dragging(true);
  });
  addEventListener("dragleave", (event) => event.relatedTarget ?? dragging(false));
  addEventListener("drop", (event) => {
    dragging(false);
    if (!carries(event)) return;
    event.preventDefault();
    take(filesOf(event.dataTransfer));
  });
  addEventListener("paste", (event) => {
    const pasted = filesOf(event.clipboardData);
    if (!pasted.length || inDialog(event)) return;
    event.preventDefault();
    take(pasted);
  });
  addEventListener("keydown", (event) => isLetter(event) && isElsewhere() && beginToWrite());
}

/** @param {KeyboardEvent} event */
const isLetter = (event) =>
  event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;

function isElsewhere() {
  const focused = document.activeElement;
  return focused === document.body || focused?.matches(".message, .scroller, .send");
}
