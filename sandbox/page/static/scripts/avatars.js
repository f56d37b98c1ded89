/**
 * Faces: people's initials in a colour of their own, and the application's mark.
 * @module
 */

/** @import { User } from "../../types" */

import { el } from "./dom.js";
import { nameOf } from "./state.js";

const COLOURS = 6;

/**
 * A user's round picture. It says nothing that the name beside it does not.
 * @param {User} user
 */
export function avatar(user) {
  if (user.bot) return avatarOfBot();
  const colour = [...user.username].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % COLOURS;
  return el(`span.avatar.colour-${colour}`, { "aria-hidden": "true" }, nameOf(user).charAt(0).toUpperCase());
}

/**
 * A user's name, and the mark of applications.
 * @param {User} user
 */
export function named(user) {
  return [el("span.name.one-line", {}, nameOf(user)), user.bot && el("span.app", { title: "Application" }, "APP")];
}

/** The application's mark. */
export const avatarOfBot = () => el("img.avatar", { src: "/page/icon.svg", alt: "" });
