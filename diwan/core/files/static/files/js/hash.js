// A worker: the SHA-256 of a file, piece by piece, so that a hundred megabytes weigh four in memory. WebCrypto can only
// digest a whole at once, and not at all on a page served without TLS inside an office.
import { sha256 } from "../../vendor/noble/sha2.js";

const PIECE = 4 << 20; // bytes

self.addEventListener("message", async ({ data: file }) => {
    try {
        const hash = sha256.create();
        for (let at = 0; at < file.size; at += PIECE) hash.update(new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer()));
        self.postMessage([...hash.digest()].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
    } catch {
        self.postMessage(""); // the device no longer gives the file
    }
});
