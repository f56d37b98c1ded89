/**
 * The sample picture: a first result in two clicks.
 * @module
 */

import { emit } from "./bus.js";
import { entries } from "./commandlist.js";
import { el, icon } from "./dom.js";
import { toast } from "./toast.js";

const COMMAND = "restyle";
const PLACE = "image"; // of its options, for the picture
const ADDRESS = "/page/sample.png";
const PROMPT = "soft watercolour";

/** Whether the open channel offers the command for it: whatever a bot is called, it may have another. */
export const hasSample = () => entries().some(({ name, options }) => (
  name === COMMAND && options.some((option) => option.name === PLACE)
));

/** An invitation to try the command with the sample picture. */
export function sampleCard() {
  const words = el(
    "p",
    {},
    el("strong", {}, "New here?"),
    " Type ",
    el("kbd", {}, "/"),
    " and choose restyle, or begin with this picture.",
  );
  const button = el(
    "button.button.primary",
    { type: "button", onclick: trySample },
    icon("picture"),
    "Try it with this picture",
  );
  return el("div.sample", {}, picture(), el("div.sample-side", {}, words, button));
}

/** The same as one small line. */
export function sampleLine() {
  return el(
    "button.sample-line",
    { type: "button", onclick: trySample },
    picture(),
    el("span", {}, "Try it with this picture"),
  );
}

const picture = () => el(
  "img",
  { src: ADDRESS, alt: "A small harbour in the evening sun", width: 1024, height: 704 },
);

async function trySample() {
  try {
    const response = await fetch(ADDRESS);
    const file = new File([await response.blob()], "harbour.png", { type: "image/png" });
    emit("open-command", { name: COMMAND, values: { [PLACE]: file, prompt: PROMPT }, focus: "prompt" });
  } catch {
    toast("The sample picture could not be fetched. Is the sandbox still running?");
  }
}
