// Writes a brotli copy of each file named on standard input, a JSON array of {file, to}.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

for (const { file, to } of JSON.parse(readFileSync(0, "utf8"))) {
  const content = readFileSync(file);
  const compressed = brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
  // By way of a neighbour: nobody ever finds half of it.
  writeFileSync(`${to}.partial`, compressed);
  renameSync(`${to}.partial`, to);
}
