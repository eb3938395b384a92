import Cryptography
import Wire

/// Which search a page is of: a digest of its entities and its context, however they are spelled.
struct SearchDigest: Hashable {
    private static let length = 16
    let bytes: [UInt8]

    /// - Parameter open: the entity that the search leaves open, whose id is ignored.
    init(of request: JSONObject, leavingOpen open: String) {
        var entities: JSONObject = ["sought": .string(open)]
        for name in ["subject", "action", "resource", "context"] { entities[name] = request[name] }
        if var sought = request[open]?.object {
            sought["id"] = nil
            entities[open] = .object(sought)
        }
        let text = JSONWriter.write(JSONValue.object(entities).inOneSpelling)
        bytes = Array(SHA2.sha256(text).prefix(Self.length))
    }
}

extension JSONValue {
    /// This value with the members of objects in the order of their names.
    fileprivate var inOneSpelling: JSONValue {
        switch self {
        case .null, .bool, .integer, .number, .string: self
        case .array(let elements): .array(elements.map(\.inOneSpelling))
        case .object(let object):
            .object(
                JSONObject(
                    object.members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
                        .map { ($0.name, $0.value.inOneSpelling) }))
        }
    }
}
