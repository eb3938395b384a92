import Identity
import Wire

/// The parameter `claims` of an authorization request (OpenID Connect Core §5.5), read.
///
/// Claims that we don't have, or that the client may not, are left out without a word, as is asked (§5.5.1): no claim is ever
/// an error, except an `acr` that is essential and can't be had (§5.5.1.1). That a claim should have a certain value is looked
/// at for `acr` and `sub`, where the specification gives it a meaning.
struct ClaimsParameter: Hashable, Sendable {
    let claims: RequestedClaims
    /// The lowest level of those that are asked for as `acr`; `nil` where none is.
    let level: AuthenticationLevel?
    /// Whether without that level there is to be no answer.
    let isLevelEssential: Bool
    /// Whom the answer has to be about: one of these; `nil` for anybody (§3.1.2.2).
    let subjects: Set<String>?

    static let none = ClaimsParameter(claims: .none, level: nil, isLevelEssential: false, subjects: nil)

    private init(claims: RequestedClaims, level: AuthenticationLevel?, isLevelEssential: Bool, subjects: Set<String>?) {
        self.claims = claims
        self.level = level
        self.isLevelEssential = isLevelEssential
        self.subjects = subjects
    }

    /// - Parameter allowed: the scopes that the client may ask for.
    init(_ text: String, allowed: Set<Scope>) throws(AuthorizationError) {
        guard let json = try? JSONReader.readObject(Array(text.utf8)) else {
            throw Self.malformed("claims is no JSON object")
        }
        let userInfo = try Self.member("userinfo", of: json)
        let idToken = try Self.member("id_token", of: json)
        claims = RequestedClaims(
            userInfo: Self.names(in: userInfo, allowed), idToken: Self.names(in: idToken, allowed).filter(\.fitsIDToken)
        )
        let acr = try ClaimRequest(idToken["acr"], named: "acr")
        level = acr.values.compactMap(AuthenticationContext.level).min()
        isLevelEssential = acr.isEssential && !acr.values.isEmpty
        guard !isLevelEssential || level != nil else {
            throw AuthorizationError(
                .unmetAuthenticationRequirements, "claims asks for an acr that is none of acr_values_supported")
        }
        let named = try [idToken, userInfo].map { member throws(AuthorizationError) in
            try ClaimRequest(member["sub"], named: "sub").values
        }.filter { !$0.isEmpty }
        subjects = named.map { Set($0) }.reduce(nil) { $0?.intersection($1) ?? $1 }
    }

    private static func names(in member: JSONObject, _ allowed: Set<Scope>) -> Set<PersonClaim> {
        Set(member.names.compactMap(PersonClaim.init).filter { allowed.contains($0.scope) })
    }

    /// `userinfo` or `id_token`: an object of requests, each of which has the form of one; empty where it is left out.
    private static func member(_ name: String, of json: JSONObject) throws(AuthorizationError) -> JSONObject {
        guard let value = json[name], value != .null else { return JSONObject() }
        guard let member = value.object else { throw malformed("claims: \(name) is no JSON object") }
        for request in member.members.map(\.value) where request != .null && request.object == nil {
            throw malformed("claims: a request in \(name) is neither null nor a JSON object")
        }
        return member
    }

    fileprivate static func malformed(_ description: String) -> AuthorizationError {
        AuthorizationError(.invalidRequest, description + " (OpenID Connect Core section 5.5)")
    }
}

/// How one claim is asked for (OpenID Connect Core §5.5.1).
private struct ClaimRequest {
    let isEssential: Bool
    /// `value` and `values`, those that are texts.
    let values: [String]

    init(_ json: JSONValue?, named name: String) throws(AuthorizationError) {
        let members = json?.object ?? JSONObject()
        if let essential = members["essential"], essential.bool == nil {
            throw ClaimsParameter.malformed("claims: essential of \(name) is neither true nor false")
        }
        if let values = members["values"], values.array == nil {
            throw ClaimsParameter.malformed("claims: values of \(name) is no list")
        }
        isEssential = members["essential"]?.bool ?? false
        values = ([members["value"]].compactMap { $0 } + (members["values"]?.array ?? [])).compactMap(\.string)
    }
}
