/**
 * Where one writes: messages with files, and commands after a slash.
 * @module
 */

/** @import { Topics } from "../../types" */
/** @import { Entry } from "./commandlist.js" */
/** @import { Draft } from "./drafts.js" */
/** @import { Item } from "./listbox.js" */

import { emit, on } from "./bus.js";
import { CommandForm } from "./commandform.js";
import { entries, fittingEntries } from "./commandlist.js";
import { el, fill, icon, part } from "./dom.js";
import { deskAt, draftAt, keepDraft } from "./drafts.js";
import { chooseFiles, fileChip, fileProblem, upload } from "./files.js";
import { takeFromWindow } from "./intake.js";
import { Listbox } from "./listbox.js";
import { layOver } from "./over.js";
import { DM, channel, channelName, state } from "./state.js";
import { toast } from "./toast.js";
import { stopTyping, tellTyping, typingLine } from "./typing.js";
import { ask } from "./wire.js";
import { wordsOf } from "./words.js";

const MOST_FILES = 10;
const LONGEST = 2000; // characters; what is longer is kept and not sent, as in Discord
const FEW = 200; // characters left that are counted

/** @type {CommandForm|null} the command that is being filled in */
let form = null;
/** @type {CommandForm|null} the command that Back has closed half-written: it is there when it is chosen again */
let aside = null;
/** @type {File[]} */
let files = [];
let desk = ""; // who writes where
let sending = false;
let lift = () => {}; // of the command

const input = el("textarea.write", {
  id: "write",
  rows: "1",
  role: "combobox",
  "aria-autocomplete": "list",
  autocomplete: "off",
});
const attached = el("div.attached");
const middle = el("div.middle", {}, input);
const count = el("span.count", { "aria-hidden": "true", hidden: true });
const plus = el(
  "button.round.plus",
  { type: "button", "aria-label": "Attach a file", onclick: () => chooseFiles({ multiple: true }, take) },
  icon("plus"),
);
const send = el("button.round.send", { type: "submit", "aria-label": "Send" }, icon("send"));
const line = el("div.line", {}, plus, middle, count, send);
const composer = el("form.composer", { onsubmit: submit, novalidate: true }, attached, line);
/** @type {Listbox<Item & {entry: Entry}>} */
const list = new Listbox(input, {
  label: "Commands",
  onpick: ({ entry }) => openCommand(entry),
  within: ".composer",
  above: true,
  empty: "No command of that name.",
});

/** Put the composer in its place. */
export function showComposer() {
  part("foot").append(composer, typingLine());
  input.addEventListener("input", typed);
  input.addEventListener("keydown", key);
  input.addEventListener("blur", () => list.hide());
  composer.addEventListener("keydown", commandKey);
  on("welcome", settle);
  on("channel", settle);
  on("offers", () => list.shown && typed());
  on("open-command", openNamed);
  on("write", (words) => {
    interrupt();
    input.value += words;
    changed();
    input.focus();
  });
  const beginToWrite = () => (form ? form.find() : input.focus());
  takeFromWindow({ take, beginToWrite });
  part("skip").addEventListener("click", (event) => {
    event.preventDefault(); // what stands behind # in the address is a channel
    beginToWrite();
  });
}

/** For who and where one writes now: what was begun there. It stays as it is when only the connection came back. */
function settle() {
  const place = channel();
  const here = deskAt(place);
  if (here !== desk) {
    desk = here;
    put(draftAt(desk));
  }
  composer.classList.toggle("closed", !place.writable);
  input.disabled = plus.disabled = send.disabled = !place.writable;
  const name = `${place.type === DM ? "@" : "#"}${channelName(place)}`;
  input.placeholder = place.writable ? `Message ${name} or type /` : "You cannot write here";
  input.setAttribute("aria-label", `Message ${name}. Type a slash for commands.`);
}

/**
 * Let this be what is written and attached, and the command; what was said about other words goes.
 * @param {Draft} draft
 */
function put(draft) {
  list.hide();
  input.value = draft.words;
  files = draft.files;
  aside = draft.aside ?? null;
  fillIn(draft.form ?? null);
  showFiles();
}

/** What is written has changed, or what is attached: it is shown whole, counted, and kept. */
function changed() {
  input.style.height = "auto";
  if (input.value) input.style.height = `${input.scrollHeight}px`;
  emit("composed");
  const left = charactersLeft(input.value);
  count.hidden = left > FEW;
  count.classList.toggle("over", left < 0);
  fill(count, String(left).replace("-", "−"));
  input.setAttribute("aria-invalid", String(left < 0));
  keepDraft(desk, { words: input.value, files, form, aside });
}

/**
 * How many characters more a message may have; less than none if it is too long.
 * @param {string} words
 */
const charactersLeft = (words) => LONGEST - [...words.trim()].length;

function typed() {
  changed();
  const words = input.value;
  if (!words.startsWith("/") || words.includes("\n")) {
    list.hide();
    if (words) tellTyping();
    return;
  }
  const name = words.slice(1);
  const exact = name.endsWith(" ") && entries().find((entry) => entry.name === name.trim());
  if (exact) openCommand(exact);
  else list.show(fittingEntries(name));
}

/** @param {KeyboardEvent} event */
function key(event) {
  if (event.isComposing || list.key(event)) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    composer.requestSubmit();
  } else if (event.key === "Escape") emit("escape");
}

/**
 * In a command Esc leaves it, and Tab goes round: from the button that sends to the first part.
 * @param {KeyboardEvent} event
 */
function commandKey(event) {
  if (!form || event.isComposing || event.defaultPrevented) return;
  if (event.key === "Escape") leave();
  else if (event.key === "Tab" && !event.shiftKey && event.target === send && form.begin()) event.preventDefault();
}

/** @param {Event} event */
function submit(event) {
  event.preventDefault();
  if (form) form.send();
  else say();
}

async function say() {
  const text = input.value.trim();
  if (sending || (!text && !files.length)) return;
  const tooMany = -charactersLeft(text);
  if (tooMany > 0) {
    toast(`${tooMany} characters too many: a message has ${LONGEST.toLocaleString("en")} at most.`);
    return;
  }
  const from = desk;
  sending = true;
  try {
    const tickets = await Promise.all(files.map(upload));
    await ask("say", { channel: state.channel, text, files: tickets });
    stopTyping();
    if (desk === from) put({ words: "", files: [], form, aside });
    else keepDraft(from, { ...draftAt(from), words: "", files: [] });
  } catch (error) {
    toast(wordsOf(error));
  } finally {
    sending = false;
  }
}

/** @param {Topics["open-command"]} wanted */
function openNamed({ name, values = {}, focus }) {
  const entry = entries().find((one) => one.name === name);
  if (!entry) {
    toast(state.botOnline ? `/${name} is not offered here.` : "The bot is still starting. Try again in a moment.");
    return;
  }
  openCommand(entry, values, focus);
}

/**
 * @param {Entry} entry
 * @param {Record<string, string|File>} [values]
 * @param {string} [focus] the option to begin with
 */
function openCommand(entry, values = {}, focus) {
  list.hide();
  if (input.value.startsWith("/")) input.value = ""; // it was the name; other words wait until it is sent
  const kept = aside && JSON.stringify(aside.entry) === JSON.stringify(entry) ? aside : null;
  const opened = kept ?? begin(entry);
  aside = null;
  fillIn(opened);
  for (const file of files) opened.takeFile(file);
  files = [];
  showFiles();
  for (const [name, value] of Object.entries(values)) opened.set(name, value);
  opened.focus(focus);
}

/**
 * A command that nothing is filled in of yet. Where one has gone elsewhere while it is sent, it is over there.
 * @param {Entry} entry
 */
function begin(entry) {
  const from = desk;
  return new CommandForm(entry, {
    onleave: leave,
    onsent: () => (desk === from ? leave() : keepDraft(from, { ...draftAt(from), form: null })),
  });
}

/**
 * Show a command in the place of the box, or the box.
 * @param {CommandForm|null} next
 */
function fillIn(next) {
  form = next;
  lift();
  lift = next ? layOver(putAside) : () => {};
  fill(middle, next ? next.element : input);
  plus.hidden = Boolean(next);
  composer.classList.toggle("commanding", Boolean(next));
}

/** Back from a command to writing. */
function leave() {
  fillIn(null);
  changed();
  input.focus();
}

/** The same by the browser's Back: the name of a command that was begun stands in the box, and brings it back. */
function putAside() {
  if (form?.begun()) input.value ||= `/${form.entry.shown}`;
  interrupt();
}

/** The same, for something else to be written: a command that was begun is there when it is chosen again. */
function interrupt() {
  if (form?.begun()) aside = form;
  leave();
}

/**
 * Take files in, into the command if it has a place for them.
 * @param {File[]} more
 */
function take(more) {
  if (form) {
    if (!form.takeFile(more[0])) toast("This command takes no file.");
    return;
  }
  const wrong = more.map(fileProblem).find(Boolean);
  if (wrong) toast(wrong);
  else files = [...files, ...more].slice(0, MOST_FILES);
  showFiles();
  input.focus();
}

function showFiles() {
  const chips = files.map((file) =>
    fileChip(file, () => {
      files = files.filter((one) => one !== file);
      showFiles();
    }),
  );
  fill(attached, chips);
  changed();
}
