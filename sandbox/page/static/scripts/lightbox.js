/**
 * A picture in full, over everything else: arrows go to the next one, Esc goes back.
 * @module
 */

import { el, fill, icon } from "./dom.js";
import { showDialog } from "./over.js";

/**
 * Open the light box.
 * @param {{url: string, alt?: string|null}[]} pictures
 * @param {number} first
 */
export function openLightbox(pictures, first) {
  let at = first;
  const stage = el("div.stage");
  const caption = el("p.caption", { "aria-live": "polite" });
  /** @param {number} by */
  const step = (by) => show((at + by + pictures.length) % pictures.length);
  /** @type {HTMLDialogElement} */
  const dialog = el("dialog.lightbox", {
    "aria-label": "Picture",
    onclick: (event) => event.target === dialog && dialog.close(),
  });
  const close = el(
    "button.round.shut",
    { type: "button", "aria-label": "Close", onclick: () => dialog.close() },
    icon("close"),
  );
  const several = pictures.length > 1;
  const back = el(
    "button.round.back",
    { type: "button", "aria-label": "Previous picture", onclick: () => step(-1) },
    icon("left"),
  );
  const on = el(
    "button.round.on",
    { type: "button", "aria-label": "Next picture", onclick: () => step(1) },
    icon("right"),
  );

  /** @param {number} index */
  function show(index) {
    at = index;
    const { url, alt } = pictures[at];
    fill(stage, el("img", { src: url, alt: alt ?? "" }));
    const original = el("a", { href: url, target: "_blank", rel: "noopener" }, "Open original");
    fill(
      caption,
      several && el("span", {}, `${at + 1} of ${pictures.length}`),
      alt && el("span.alt.one-line", {}, alt),
      original,
    );
  }

  stage.addEventListener("click", (event) => event.target === stage && dialog.close());
  dialog.addEventListener("keydown", (event) => {
    /** @type {Record<string, () => void>} */
    const moves = {
      ArrowLeft: () => step(-1),
      ArrowRight: () => step(1),
      Home: () => show(0),
      End: () => show(pictures.length - 1),
    };
    if (!several || !(event.key in moves)) return;
    event.preventDefault();
    moves[event.key]();
  });
  dialog.append(stage, caption, ...(several ? [back, on] : []), close);
  show(at);
  showDialog(dialog);
  close.focus();
}
