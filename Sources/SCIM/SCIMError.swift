import Wire

/// Why a request is refused, in SCIM's form (RFC 7644 §3.12): a status, for some a `scimType`, and a sentence for whoever
/// writes the client.
package enum SCIMError: Error, Hashable, Sendable {
    /// The filter isn't one; what is wrong with it, and where.
    case invalidFilter(FilterError)
    /// The body of a search isn't one; the member that is wrong, or why it is no JSON.
    case invalidSyntax(String)
    /// A parameter has a value that it can't have.
    case invalidValue(parameter: String)
    /// Another resource has this value of an attribute of which each has its own.
    case uniqueness(attribute: String)
    /// The attribute can't be changed.
    case mutability(attribute: String)
    /// The path of an operation is none, or of nothing that there is.
    case invalidPath
    /// What an operation is to change isn't there.
    case noTarget
    /// Units of others are below the one that is to end.
    case notEmpty
    /// Nobody has said of which unit the client is the source.
    case noSource
    /// A person has to approve it, as of what a directory says: by which digest, and why.
    case held(digest: String, reasons: [String])
    /// A unit stands in one other only; this one stands in another already.
    case memberOfAnother(id: String)
    /// The units of the source stand in so many levels and no more.
    case tooDeep(levels: Int)
    /// The body has more bytes than are read.
    case tooLarge
    /// Nothing of this id is there, as far as the client may see.
    case notFound(id: String)
    /// The resource isn't in the version that the client means (`If-Match`).
    case preconditionFailed
    /// What the city's own records say is written there, not by SCIM.
    case readOnly
}

extension SCIMError {
    /// The reason in a word, for the audit log; never renamed.
    package var code: String {
        switch self {
        case .invalidFilter: "invalid-filter"
        case .invalidSyntax: "invalid-syntax"
        case .invalidValue: "invalid-value"
        case .tooLarge: "too-large"
        case .uniqueness: "uniqueness"
        case .mutability: "mutability"
        case .invalidPath: "invalid-path"
        case .noTarget: "no-target"
        case .notEmpty: "not-empty"
        case .noSource: "no-source"
        case .held: "held"
        case .memberOfAnother: "member-of-another"
        case .tooDeep: "too-deep"
        case .notFound: "not-found"
        case .preconditionFailed: "precondition-failed"
        case .readOnly: "read-only"
        }
    }

    /// Whether it refuses what the client may not do, and not what it does in the wrong way.
    package var isDenial: Bool {
        switch self {
        case .readOnly, .noSource, .held: true
        case .invalidFilter, .invalidSyntax, .invalidValue, .tooLarge, .notFound, .preconditionFailed, .uniqueness,
            .mutability, .invalidPath, .noTarget, .notEmpty, .memberOfAnother, .tooDeep:
            false
        }
    }

    package var status: Int {
        switch self {
        case .invalidFilter, .invalidSyntax, .invalidValue, .mutability, .invalidPath, .noTarget, .tooDeep: 400
        case .readOnly, .noSource, .held: 403
        case .uniqueness, .notEmpty, .memberOfAnother: 409
        case .notFound: 404
        case .preconditionFailed: 412
        case .tooLarge: 413
        }
    }

    /// The detail error keyword of RFC 7644 §3.12, table 9.
    package var scimType: String? {
        switch self {
        case .invalidFilter: "invalidFilter"
        case .invalidSyntax: "invalidSyntax"
        case .invalidValue, .tooDeep: "invalidValue"
        // The table has it for changes of what can't be changed; 403 says that nothing of the resource can.
        case .readOnly, .mutability: "mutability"
        case .uniqueness, .memberOfAnother: "uniqueness"
        case .invalidPath: "invalidPath"
        case .noTarget: "noTarget"
        case .notFound, .preconditionFailed, .tooLarge, .notEmpty, .noSource, .held: nil
        }
    }

    package var detail: String {
        switch self {
        case .invalidFilter(let error): "the filter is refused: \(error)"
        case .invalidSyntax(let what): "the request is not well-formed: \(what)"
        case .invalidValue(let parameter): "the value of \(parameter) is not one that it can have"
        case .tooLarge: "the body has more bytes than are read"
        case .uniqueness(let attribute): "another resource has this \(attribute)"
        case .mutability(let attribute): "\(attribute) can't be changed"
        case .invalidPath: "the path is not one of an attribute that the resource can have"
        case .noTarget: "nothing is there that the path means"
        case .notEmpty: "there are units below this one; end them first"
        case .noSource: "the operators have not said of which unit this client is the source"
        case .held(let digest, let reasons):
            "held until the operators approve it (\(digest)); then send it again: \(reasons.joined(separator: "; "))"
        case .memberOfAnother(let id): "the unit \(id) is a member of another; take it out there first"
        case .tooDeep(let levels): "the units of this source stand in \(levels) levels at most"
        case .notFound(let id): "no resource has the id \(id)"
        case .preconditionFailed: "the resource has another version than If-Match names"
        case .readOnly: "the directory is the source of this resource; it can be read here, not written"
        }
    }

    package var json: JSONObject {
        var json = Self.json(status: status, detail: detail)
        if let scimType { json["scimType"] = .string(scimType) }
        return json
    }

    /// What any error looks like, also one that isn't of the protocol.
    package static func json(status: Int, detail: String) -> JSONObject {
        ["schemas": [.string(MessageURN.error)], "status": .string(String(status)), "detail": .string(detail)]
    }
}

/// The names of SCIM's messages (RFC 7644 §8.2).
enum MessageURN {
    static let error = "urn:ietf:params:scim:api:messages:2.0:Error"
    static let listResponse = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
    static let patch = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
    static let searchRequest = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
}
