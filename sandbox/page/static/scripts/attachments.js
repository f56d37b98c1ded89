/**
 * Files on a message of the old kind.
 * @module
 */

/** @import { Attachment } from "../../types" */

import { el } from "./dom.js";
import { fileCard, mosaic } from "./pictures.js";

const SPOILER = 1 << 3;

/**
 * Pictures in a mosaic, other files below each other.
 * @param {Attachment[]} files
 */
export function attachments(files) {
  const pictures = files.filter((file) => file.width && file.content_type?.startsWith("image/"));
  const others = files.filter((file) => !pictures.includes(file));
  return el(
    "div.attachments",
    {},
    pictures.length > 0 && mosaic(pictures.map((file) => ({
      ...file,
      alt: file.description ?? file.filename,
      spoiler: isSpoiler(file),
    }))),
    others.map((file) => fileCard({
      name: file.filename,
      size: file.size,
      url: file.url,
      spoiler: isSpoiler(file),
    })),
  );
}

/** @param {Attachment} file */
const isSpoiler = (file) => (file.flags & SPOILER) > 0;
