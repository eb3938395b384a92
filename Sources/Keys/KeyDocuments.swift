import Wire

/// What the records keep of an installation's keys: a document of JSON for each signing key, one for the pairwise secret
/// and one that says in which state each key is. What is secret in them is sealed under the master key, so that who has
/// the records alone has none of it; the document of states is authenticated by it.
///
/// The names are those of the files in which versions before kept the same documents (`KeyFolder`).
package struct KeyDocuments: Hashable, Sendable {
    /// The documents by name.
    package private(set) var texts: [String: String]

    static let pairwise = "pairwise-secret.json"
    /// It changes whenever a key does: who reads it has read whether anything has changed.
    package static let states = "key-states.json"
    private static let keyPrefix = "signing-key-"
    private static let suffix = ".json"

    package init(_ texts: [String: String] = [:]) { self.texts = texts }

    package var isEmpty: Bool { texts.isEmpty }

    func has(_ name: String) -> Bool { texts[name] != nil }

    /// Those of the signing keys.
    var keyNames: [String] { texts.keys.filter(Self.isKey).sorted() }

    static func name(of id: String) -> String { "\(keyPrefix)\(id)\(suffix)" }

    /// Whether a file is one of these documents.
    static func isOne(_ name: String) -> Bool { name == pairwise || name == states || isKey(name) }

    private static func isKey(_ name: String) -> Bool { name.hasPrefix(keyPrefix) && name.hasSuffix(suffix) }

    func json(_ name: String) throws(KeyVaultError) -> JSONObject {
        guard let text = texts[name], let json = try? JSONReader.readObject(Array(text.utf8)) else {
            throw .unreadable(name)
        }
        return json
    }

    mutating func set(_ json: JSONObject, as name: String) {
        texts[name] = String(decoding: JSONWriter.write(json), as: UTF8.self)
    }

    mutating func remove(_ name: String) { texts[name] = nil }
}
