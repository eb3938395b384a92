import Wire

/// A receiver fetches events, and says which of the last ones it has (RFC 8936 §2.2). We never make it wait: who finds nothing
/// comes again, and no stranger's connection stands open here (§2.4 leaves that to us).
package struct PollRequest: Hashable, Sendable {
    package let events: Int
    /// The `jti` of those that it has.
    package let acknowledged: [String]
    /// The `jti` of those that it can't take, and why in RFC 8935's words; they aren't told again.
    package let refused: [Refused]

    package struct Refused: Hashable, Sendable {
        package let id: String
        /// See ``SetErrorCode/code(in:)``.
        package let code: String
    }

    /// So many are given at once, whatever is asked for, and acknowledged.
    package static let atMost = 100

    package init(_ json: JSONObject) throws(EventStreamError) {
        switch json["maxEvents"] {
        case nil: events = Self.atMost
        case let value?:
            guard let number = value.integer, number >= 0 else {
                throw EventStreamError("maxEvents must be a whole number")
            }
            events = min(Int(clamping: number), Self.atMost)
        }
        if let value = json["returnImmediately"], value.bool == nil {
            throw EventStreamError("returnImmediately must be true or false")
        }
        acknowledged = try Self.ids(json["ack"])
        refused = try Self.refusals(json["setErrs"])
        guard acknowledged.count + refused.count <= EventStream.waitingAtMost else {
            throw EventStreamError("too many events at once in ack and setErrs")
        }
    }

    private static func ids(_ value: JSONValue?) throws(EventStreamError) -> [String] {
        guard let value else { return [] }
        guard let ids = value.array?.map(\.string), ids.allSatisfy({ $0 != nil }) else {
            throw EventStreamError("ack must be an array of texts")
        }
        return ids.compactMap { $0 }
    }

    private static func refusals(_ value: JSONValue?) throws(EventStreamError) -> [Refused] {
        guard let value else { return [] }
        guard let members = value.object?.members else { throw EventStreamError("setErrs must be an object") }
        return members.map { Refused(id: $0.name, code: SetErrorCode.code(in: $0.value.object)) }
    }
}

/// Why a receiver doesn't take an event (RFC 8935 §2.4, RFC 8936 §2.6), in words of the registry: what else it says is no word
/// of ours, and stands in no record.
package enum SetErrorCode: String, Hashable, Sendable, CaseIterable {
    case invalidRequest = "invalid_request"
    case invalidKey = "invalid_key"
    case invalidIssuer = "invalid_issuer"
    case invalidAudience = "invalid_audience"
    case authenticationFailed = "authentication_failed"
    case accessDenied = "access_denied"
    case invalidState = "invalid_state"

    /// The code of an error's object; `refused` for one that isn't known.
    package static func code(in json: JSONObject?) -> String {
        json?["err"]?.string.flatMap(SetErrorCode.init(rawValue:))?.rawValue ?? "refused"
    }
}
