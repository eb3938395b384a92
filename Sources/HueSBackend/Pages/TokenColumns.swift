import Wire

/// What each token says, side by side: how a citizen's claims shrink on their way to a platform.
struct TokenColumns: Sendable {
    /// A row of the table: a claim, and what each column has of it.
    struct Row: Hashable, Sendable {
        let claim: String
        let cells: [Cell]
    }

    struct Cell: Hashable, Sendable {
        let text: String
        let isThere: Bool
    }

    let rows: [Row]

    /// - Parameters:
    ///   - own: the access token that the backend has.
    ///   - exchanged: that which it has got for the platform.
    ///   - seen: what the platform answers that it saw.
    init(idToken: JSONObject, own: String, exchanged: String, seen: JSONObject) {
        let columns = [idToken, Self.claims(of: own), Self.claims(of: exchanged), seen]
        var names: [String] = []
        for name in columns.flatMap(\.names) where !names.contains(where: name.hasSameBytes(as:)) { names.append(name) }
        rows = names.map { name in
            Row(
                claim: name,
                cells: columns.map { column in
                    guard let value = column[name] else { return Cell(text: "–", isThere: false) }
                    let text = value.string ?? String(decoding: JSONWriter.write(value), as: UTF8.self)
                    return Cell(text: text, isThere: true)
                })
        }
    }

    /// What an access token of ours says. A client has no business in looking into one (RFC 9068 §6): this is to show it.
    private static func claims(of token: String) -> JSONObject {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = try? Base64URL.decode(String(parts[1])) else { return JSONObject() }
        return (try? JSONReader.readObject(payload)) ?? JSONObject()
    }
}
