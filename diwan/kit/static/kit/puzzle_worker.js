// A worker: the first number n for which the SHA-256 of `puzzle:n` begins with that many zero bits. The long beginning is
// digested once. WebCrypto is not used: it answers later, one by one, and not at all on a page served without TLS.
import { sha256 } from "../vendor/noble/sha2.js";

self.addEventListener("message", ({ data: { puzzle, bits } }) => {
    const text = new TextEncoder();
    const begun = sha256.create().update(text.encode(`${puzzle}:`));
    for (let n = 0; ; n += 1) {
        const digest = begun.clone().update(text.encode(String(n))).digest();
        const head = ((digest[0] << 24) | (digest[1] << 16) | (digest[2] << 8) | digest[3]) >>> 0;
        if (Math.clz32(head) >= bits) { self.postMessage(String(n)); return; }
    }
});
