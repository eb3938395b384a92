import Cryptography
import Hummingbird
import Identity
import Wire

/// The envelopes of the profile `quirks`: AES-256 in ECB mode, and its key by RSA with the padding of PKCS #1 v1.5.
struct QuirksSealing: Sendable {
    let random: any RandomSource
    let faults: Faults

    /// Where a successful answer takes the browser: `code` and `encrypt_key` are Base64, whose `+`, `/` and `=` stand in the
    /// query as they are.
    func answer(
        to login: Login, sealedTo reader: RSAPublicKey, _ ledger: Ledger, at now: Instant
    ) async throws -> String {
        let key = try LegacyEnvelopeKey(for: reader, random: random)
        let encryptKey = Base64.encode(key.wrapped)
        var login = login
        login.encryptKey = encryptKey
        let code = Base64.encode(try key.seal(Array(await ledger.issueGUIDs(for: login, at: now).utf8)))
        let state = FormParameters(login.request.echo).encoded()
        let redirectURI = login.request.redirectURI
        let query = ["code=\(code)", state, "encrypt_key=\(encryptKey)"].filter { !$0.isEmpty }.joined(separator: "&")
        return redirectURI.text + (redirectURI.query == nil ? "?" : "&") + query
    }

    /// An answer in its envelope, `{"data": …, "key": …}`.
    func answer(_ message: JSONObject, sealedTo reader: RSAPublicKey) async throws -> Response {
        let fault = await faults.take(oneOf: [.plainAnswer, .corruptEnvelope])
        if fault == .plainAnswer { return .json(message) }
        let key = try LegacyEnvelopeKey(for: reader, random: random)
        var data = try key.seal(JSONWriter.write(message))
        if fault == .corruptEnvelope { data[data.count - 1] ^= 1 }
        return .json(["data": .string(Base64.encode(data)), "key": .string(Base64.encode(key.wrapped))])
    }
}
