import Cryptography
import Permissions
import Wire

/// Ties the page tokens of a search to it: the pages that follow are asked for with the same entities and the same
/// context (Authorization API 1.0, "Paginated Requests"), and a token of another search is no token.
///
/// A token as platforms see it begins with a digest of the search; the rest is `AuthZENPage`'s.
package struct SearchPages: Sendable {
    private static let digestLength = 16
    private let digest: [UInt8]

    /// - Parameter sought: the entity that the search leaves open, whose id is ignored.
    package init(of search: JSONObject, sought: String) {
        var entities: JSONObject = ["sought": .string(sought)]
        for name in ["subject", "action", "resource", "context"] { entities[name] = search[name] }
        if var open = search[sought]?.object {
            open["id"] = nil
            entities[sought] = .object(open)
        }
        digest = Array(
            SHA2.sha256(JSONWriter.write(JSONValue.object(entities).inOneSpelling)).prefix(Self.digestLength))
    }

    /// The request with the token that `AuthZENPage` gave.
    package func opened(_ request: JSONObject) throws(AuthZENError) -> JSONObject {
        guard var page = request["page"]?.object, let token = page["token"]?.string, !token.isEmpty else {
            return request
        }
        guard let bytes = try? Base64URL.decode(token), bytes.starts(with: digest), bytes.count > digest.count else {
            throw .badPageToken
        }
        page["token"] = .string(Base64URL.encode(Array(bytes.dropFirst(digest.count))))
        var opened = request
        opened["page"] = .object(page)
        return opened
    }

    /// The answer with a token for the next page of this search alone.
    package func tied(_ answer: JSONObject) -> JSONObject {
        guard var page = answer["page"]?.object, let token = page["next_token"]?.string, !token.isEmpty,
            let bytes = try? Base64URL.decode(token)
        else { return answer }
        page["next_token"] = .string(Base64URL.encode(digest + bytes))
        var tied = answer
        tied["page"] = .object(page)
        return tied
    }
}

extension JSONValue {
    /// The same value with the members of objects in the order of their names.
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
