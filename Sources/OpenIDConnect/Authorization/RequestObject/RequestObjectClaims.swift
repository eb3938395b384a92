import Identity
import JOSE
import Wire

/// What a request object says whose signature is good: of itself, and the parameters of the request (RFC 9101 §4).
struct RequestObjectClaims {
    private let token: VerifiedJWT

    init(_ token: VerifiedJWT) {
        self.token = token
    }

    /// How long a request object may count, and how old it may be, where a profile bounds it (FAPI 2.0 Message Signing §5.3.1).
    static let lifetime = Duration.hours(1)

    /// Whether it is this client's request, for us, and for now. What it leaves unsaid of itself isn't missed, as RFC 9101 §4
    /// only recommends it, unless a profile does.
    func check(for client: Client, _ issuer: Issuer, at now: Instant) throws(PageRefusal) {
        // No token of another kind is a request (RFC 8725 §3.12), nor is a client's statement of who it is (RFC 9101 §10.8).
        guard token.header.type == nil || ["JWT", "oauth-authz-req+jwt"].contains(where: token.header.isOfType),
            token.claims["sub"]?.string?.hasSameBytes(as: client.id.text) != true
        else { throw .badRequestObject }
        let isStrict = client.protection.signsMessages
        // RFC 9101 §5.
        guard isClient(token.claims["client_id"], client) else { throw .foreignRequestObject }
        if isStrict || token.claims["iss"] != nil {
            guard isClient(token.claims["iss"], client) else { throw .foreignRequestObject }
        }
        let audiences: [String]
        do { audiences = try token.audiences() } catch { throw .badRequestObject }
        if isStrict || !audiences.isEmpty {
            guard audiences.contains(where: { $0.hasSameBytes(as: issuer.text) }) else { throw .foreignRequestObject }
        }
        try checkTime(isStrict, at: now)
    }

    private func isClient(_ value: JSONValue?, _ client: Client) -> Bool {
        value?.string?.hasSameBytes(as: client.id.text) == true
    }

    private func checkTime(_ isStrict: Bool, at now: Instant) throws(PageRefusal) {
        let (end, start) = (try moment("exp"), try moment("nbf"))
        guard try moment("iat")?.isAhead(of: now) != true, start?.isAhead(of: now) != true else {
            throw .expiredRequestObject
        }
        if let end { guard now < end + Instant.clockTolerance else { throw .expiredRequestObject } }
        guard isStrict else { return }
        guard let end, let start, end <= start + Self.lifetime,
            now <= start + Self.lifetime + Instant.clockTolerance
        else { throw .expiredRequestObject }
    }

    private func moment(_ name: String) throws(PageRefusal) -> Instant? {
        do { return try token.moment(name) } catch { throw .badRequestObject }
    }

    /// The parameters, as they would stand in a form: those that we read. A request object has no other one in it (RFC 9101 §4).
    func parameters() throws(PageRefusal) -> FormParameters {
        var pairs: [(String, String)] = []
        for parameter in AuthorizationParameter.allCases {
            guard let value = token.claims[parameter.rawValue] else { continue }
            guard parameter != .request, parameter != .requestURI else { throw .badRequestObject }
            for text in try texts(of: value, parameter) { pairs.append((parameter.rawValue, text)) }
        }
        // What is kept of them is read again as a form, in which there is no NUL.
        guard pairs.allSatisfy({ !$0.1.utf8.contains(0) }) else { throw .badRequestObject }
        return FormParameters(pairs)
    }

    private func texts(of value: JSONValue, _ parameter: AuthorizationParameter) throws(PageRefusal) -> [String] {
        switch (parameter, value) {
        case (_, .string(let text)): return [text]
        case (.maxAge, .integer(let number)): return [String(number)]
        case (.claims, .object(let object)), (.registration, .object(let object)):
            return [String(decoding: JSONWriter.write(object), as: UTF8.self)]
        case (.authorizationDetails, .array): return [String(decoding: JSONWriter.write(value), as: UTF8.self)]
        case (.resource, .array(let values)):
            let texts = values.compactMap(\.string)
            guard texts.count == values.count else { throw .badRequestObject }
            return texts
        default: throw .badRequestObject
        }
    }
}
