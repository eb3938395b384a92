import Wire

/// A client's id and secret, by `client_secret_basic` or `client_secret_post` and never by both (RFC 6749
/// §2.3.1).
struct ClientAuthentication: Hashable, Sendable {
    private let id: String
    private let secret: String

    init(_ form: FormParameters, authorization: String?) throws(TokenRefusal) {
        let (postedID, postedSecret): (String?, String?)
        do {
            (postedID, postedSecret) = (try form.single("client_id"), try form.single("client_secret"))
        } catch {
            throw .invalidRequest("a parameter occurs twice")
        }
        guard let authorization else {
            guard let postedID, let postedSecret else { throw .invalidClient }
            (id, secret) = (postedID, postedSecret)
            return
        }
        guard postedSecret == nil else { throw .invalidRequest("two ways of client authentication") }
        guard let basic = Self.basic(authorization) else { throw .invalidClient }
        guard postedID?.hasSameBytes(as: basic.id) ?? true else { throw .invalidRequest("two client ids") }
        (id, secret) = basic
    }

    /// The client, if it is known and the secret is its own.
    func client(among parties: Parties) async throws(TokenRefusal) -> VNeIDMockClient {
        guard let client = await parties.client(id), client.accepts(secret: secret) else {
            throw .invalidClient
        }
        return client
    }

    private static func basic(_ header: String) -> (id: String, secret: String)? {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic",
            let bytes = try? Base64.decode(String(parts[1])),
            let text = String(validating: bytes, as: UTF8.self),
            let colon = text.utf8.firstIndex(of: 0x3A),
            let id = decoded(text[..<colon]),
            let secret = decoded(text[text.utf8.index(after: colon)...])
        else {
            return nil
        }
        return (id, secret)
    }

    /// Id and secret are form-encoded before Basic puts them together (RFC 6749 §2.3.1).
    private static func decoded(_ text: Substring) -> String? {
        guard !text.utf8.contains(0x26) else { return nil }
        return try? FormParameters(query: "value=\(text)").single("value")
    }
}
