/**
 * Words for what went wrong, and what commands are called in the language of this window.
 * @module
 */

/** @import { Described, Localised } from "../../types" */

/**
 * The words of what was thrown.
 * @param {unknown} error
 */
export const wordsOf = (error) => (error instanceof Error ? error.message : String(error));

/** @param {Localised} part */
export const nameOfPart = (part) => part.name_localized ?? part.name;

/** @param {Described} part */
export const aboutPart = (part) => part.description_localized ?? part.description;
