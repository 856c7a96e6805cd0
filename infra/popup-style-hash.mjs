// Prints the CSP source of the <style> element that the Authsignal Web SDK makes for its popup, for style-src in
// template.yaml. Run it after an update of the SDK; with --check it only says whether template.yaml has the right one.
//
//     node infra/popup-style-hash.mjs [--check]
//
// The SDK runs in a make-believe page that takes everything and keeps the style's text.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";

const read = (path) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), "utf8");
const sdk = read("../node_modules/@authsignal/browser/dist/index.min.js");

// Stands for any object: has every property, can be called, and is an empty list when looped over.
const anything = new Proxy(function () {}, {
  get: (_, key) => {
    if (key === Symbol.toPrimitive) return () => "";
    if (key === Symbol.iterator) return () => [][Symbol.iterator]();
    return anything;
  },
  set: () => true,
  apply: () => anything,
  construct: () => anything,
});

const styles = [];
const style = new Proxy(anything, {
  set: (_, key, value) => {
    if (key === "textContent") styles.push(value);
    return true;
  },
});

const document = {
  createElement: (name) => (name === "style" ? style : anything),
  querySelector: () => null,
  querySelectorAll: () => [],
  cookie: "",
  head: anything,
  body: anything,
  location: anything,
};
const page = createContext({
  CSS: { supports: () => true },
  URL,
  clearTimeout: anything,
  crypto: globalThis.crypto,
  document,
  localStorage: anything,
  navigator: anything,
  requestAnimationFrame: anything,
  setTimeout: anything,
  window: anything,
});
let failure;
try {
  runInContext(
    `${sdk}
    new authsignal.Authsignal({ tenantId: "t", baseUrl: "https://example.com/v1" })
      .launch("https://example.com/?token=t", { mode: "popup" });`,
    page,
  );
} catch (error) {
  // What the make-believe page cannot do after the style was made does not matter.
  failure = error.message;
}

if (styles.length !== 1) {
  console.error(`Expected one style element, the SDK made ${styles.length}. ${failure ?? ""}`);
  process.exit(1);
}
const source = `'sha256-${createHash("sha256").update(styles[0]).digest("base64")}'`;
console.log(source);
if (process.argv.includes("--check") && !read("template.yaml").includes(source)) {
  console.error("style-src in infra/template.yaml has another hash: the popup would stay without its style.");
  process.exit(1);
}
