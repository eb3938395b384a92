import Cryptography
import Wire

/// The page that a platform loads into a frame of its own, and asks by messages whether its `session_state` still is that of the
/// browser (OpenID Connect Session Management §3.2). It is the same for everybody, and answers each page for that page's own origin.
package enum CheckSessionPage {
    package static let html =
        "<!DOCTYPE html>\n<html><head><title>Hue SSO</title></head><body><script>\(script)</script></body></html>\n"

    /// What the page's policy allows (CSP Level 3 §2.3.1).
    package static let scriptHash = "sha256-" + Base64.encode(SHA2.sha256(Array(script.utf8)))

    private static let script = """
        (function () {
          "use strict";
          function state() {
            var found = document.cookie.match(/(?:^|; )\(BrowserState.cookieName)=([A-Za-z0-9_-]*)/);
            return found ? found[1] : "";
          }
          function base64url(bytes) {
            return btoa(String.fromCharCode.apply(null, new Uint8Array(bytes)))
              .replace(/\\+/g, "-").replace(/\\//g, "_").replace(/=+$/, "");
          }
          async function answer(message, origin) {
            var parts = typeof message === "string" ? message.split(" ") : [];
            var known = parts.length === 2 ? parts[1].split(".") : [];
            if (!parts[0] || known.length !== 2 || !known[1]) return "error";
            var text = parts[0] + " " + origin + " " + state() + " " + known[1];
            var digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
            return base64url(digest) === known[0] ? "unchanged" : "changed";
          }
          window.addEventListener("message", async function (event) {
            if (!event.source || event.source === window || !/^https?:/.test(event.origin)) return;
            event.source.postMessage(await answer(event.data, event.origin), event.origin);
          });
        })();
        """
}
