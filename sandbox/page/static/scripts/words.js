/**
 * What went wrong, in words.
 * @module
 */

/**
 * The words of what was thrown.
 * @param {unknown} error
 */
export const wordsOf = (error) => (error instanceof Error ? error.message : String(error));
