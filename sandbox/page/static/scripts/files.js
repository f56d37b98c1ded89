/**
 * Files of this window: choosing, dropping, pasting, looking at, and sending them ahead of what they belong to.
 * @module
 */

import { all, el, fill, icon } from "./dom.js";
import { bytes } from "./pictures.js";
import { state } from "./state.js";

/**
 * What Discord's groups of files are.
 * https://discord.com/developers/docs/reference#uploading-files-file-type-filtering
 * @type {Record<string, string>}
 */
const GROUPS = {
  image: ".png,.gif,.jpg,.jpeg,.jfif,.webp,.avif",
  video: ".mp4,.mov,.qt,.webm",
  audio: ".mp3,.m4a,.wav,.ogg,.opus,.flac",
};

/**
 * Send a file ahead.
 * @param {File} file
 * @returns {Promise<{ticket: string}>} what stands for it in what is sent afterwards
 */
export async function upload(file) {
  const response = await fetch(
    `/page/uploads?name=${encodeURIComponent(file.name)}`,
    { method: "POST", body: file },
  );
  const answer = await response.json();
  if (!response.ok) throw new Error(`${file.name}: ${answer.reason}`);
  return { ticket: answer.ticket };
}

/**
 * What is wrong with a file, or null.
 * @param {File} file
 */
export function fileProblem(file) {
  if (file.size <= state.fileLimit) return null;
  return `${file.name} is too large: ${bytes(file.size)} of at most ${bytes(state.fileLimit)}.`;
}

/**
 * Let the member choose files. Of which types is a hint: the browser hides the others, and they can still be had.
 * @param {{multiple: boolean, types?: string[]}} what
 * @param {(files: File[]) => void} onchoose
 */
export function chooseFiles({ multiple, types = [] }, onchoose) {
  const accept = types.map((type) => GROUPS[type] ?? type).join(",") || null;
  const input = el("input", { type: "file", multiple, accept, hidden: true, "data-chooser": true });
  const done = () => input.remove();
  input.addEventListener("change", () => {
    if (input.files?.length) onchoose([...input.files]);
    done();
  });
  input.addEventListener("cancel", done);
  document.body.append(input);
  input.click();
}

/**
 * The files of a drop or a paste.
 * @param {DataTransfer|null} transfer
 */
export const filesOf = (transfer) => [...(transfer?.files ?? [])];

/**
 * A file as it will be sent, with its picture if it is one.
 * @param {File} file
 * @param {() => void} onremove
 */
export function fileChip(file, onremove) {
  const picture = file.type.startsWith("image/");
  const face = picture ? preview(file) : icon("file");
  const remove = el(
    "button.tool",
    { type: "button", "aria-label": `Remove ${file.name}`, onclick: onremove },
    icon("bin"),
  );
  return el(
    "div.file-chip",
    {},
    el("div.face", {}, face),
    el("div.about-file", {}, el("span.file-name.one-line", {}, file.name), el("span.size", {}, bytes(file.size))),
    remove,
  );
}

/** @param {File} file */
function preview(file) {
  const url = URL.createObjectURL(file);
  const image = el("img", { src: url, alt: "" });
  const release = () => URL.revokeObjectURL(url);
  image.addEventListener("load", release);
  image.addEventListener("error", () => {
    release();
    image.replaceWith(icon("file"));
  });
  return image;
}

/**
 * A place for files: a box to click, which says what is in it.
 * @param {{label: string, most: number, types?: string[], onchange: (files: File[]) => void}} options
 */
export function fileBox({ label, most, types, onchange }) {
  /** @type {File[]} */
  let files = [];
  const box = el("div.file-box");
  const focus = () => (all(box, "button.invite")[0] ?? all(box, "button")[0])?.focus();
  /** @param {File[]} next */
  const put = (next) => {
    files = next.slice(0, most);
    render();
    focus(); // what had it is gone, or was the window of the system
    onchange(files);
  };
  /** @param {File[]} more */
  const add = (more) => put(most === 1 ? more.slice(0, 1) : [...files, ...more]);

  function render() {
    const chips = files.map((file) => fileChip(file, () => put(files.filter((one) => one !== file))));
    const choose = () => chooseFiles({ multiple: most > 1, types }, add);
    const invite = el(
      "button.invite",
      { type: "button", "aria-label": `${label}: choose a file, drop or paste it`, onclick: choose },
      icon("picture"),
      el("span", {}, el("u", {}, "Choose a file"), ", drop or paste it"),
    );
    fill(box, chips, files.length < most && invite);
  }

  box.addEventListener("dragover", (event) => event.preventDefault());
  box.addEventListener("drop", (event) => {
    if (!filesOf(event.dataTransfer).length) return;
    event.preventDefault();
    event.stopPropagation();
    add(filesOf(event.dataTransfer));
  });
  render();
  return { element: box, add, files: () => files, focus };
}
