/**
 * What Discord checks before it sends a command: required options, ranges, lengths.
 * @module
 */

/** @import { CommandOption } from "../../types" */

import { fileProblem } from "./files.js";

export const KIND = {
  STRING: 3,
  INTEGER: 4,
  BOOLEAN: 5,
  USER: 6,
  CHANNEL: 7,
  ROLE: 8,
  MENTIONABLE: 9,
  NUMBER: 10,
  ATTACHMENT: 11,
};

const LONGEST = 6000;

/**
 * What is wrong with an option as it is filled in, or null.
 * @param {CommandOption} option as the application has registered it
 * @param {string|File|null} value
 * @returns {string|null}
 */
export function problem(option, value) {
  if (value === null || value === "") return option.required ? "This option is required." : null;
  if (value instanceof File) return fileProblem(value);
  switch (option.type) {
    case KIND.STRING:
      return option.choices ? null : badText(option, value);
    case KIND.INTEGER:
    case KIND.NUMBER:
      return option.choices ? null : badNumber(option, value);
    default:
      return null;
  }
}

/**
 * The limits of an option in words, or "".
 * @param {CommandOption} option
 */
export function limits(option) {
  if (option.type === KIND.INTEGER || option.type === KIND.NUMBER) return range(option);
  return option.type === KIND.STRING && !option.choices ? lengths(option) : "";
}

/** @param {CommandOption} option */
function range({ min_value: least, max_value: most }) {
  if (least !== undefined && most !== undefined) return `${least} to ${most}`;
  if (least !== undefined) return `at least ${least}`;
  return most === undefined ? "" : `at most ${most}`;
}

/** @param {CommandOption} option */
function lengths({ min_length: shortest = 0, max_length: longest }) {
  if (shortest > 1) return `${shortest} to ${longest ?? LONGEST} characters`;
  return longest ? `up to ${longest} characters` : "";
}

/**
 * @param {CommandOption} option
 * @param {string} value
 */
function badText({ min_length: shortest = 0, max_length: longest = LONGEST }, value) {
  const { length } = [...value];
  if (length > longest) return `${length} characters are too many; ${longest} is the most.`;
  return length < shortest ? `At least ${shortest} characters, please.` : null;
}

/**
 * @param {CommandOption} option
 * @param {string} value
 */
function badNumber(option, value) {
  const whole = option.type === KIND.INTEGER;
  const pattern = whole ? /^[+-]?\d{1,16}$/ : /^[+-]?(\d{1,16}\.?\d{0,16}|\.\d{1,16})$/;
  if (!pattern.test(value.trim())) return whole ? "This takes a whole number." : "This takes a number.";
  const number = Number(value);
  const tooSmall = option.min_value !== undefined && number < option.min_value;
  const tooLarge = option.max_value !== undefined && number > option.max_value;
  return tooSmall || tooLarge ? `${value.trim()} is out of range: ${limits(option)}.` : null;
}
