import Identity
import Wire

/// An OpenID Provider with the standard's own claims (OpenID Connect Core §5.1), which an entry of the configuration
/// describes: the second upstream, and each one after it, needs no code.
///
/// Who comes by it is somebody whom that provider knows by a `sub`, and nobody else: neither an e-mail address nor a name
/// finds a person here. Only where the configuration trusts a claim with the citizen's number does that find one. How well
/// somebody is proven is what the configuration says of an `acr`; without that it is one factor, and no identity level.
package struct PlainProfile: Upstream {
    private let settings: PlainUpstream
    private let party: OpenIDParty

    package init(_ settings: PlainUpstream, fetcher: any Fetcher) {
        self.settings = settings
        party = OpenIDParty(settings.registration, fetcher: fetcher)
    }

    package func begin(
        _ login: UpstreamLogin, _ demand: UpstreamDemand, at now: Instant
    ) async throws(FederationError) -> String {
        var acrValues: [String] = []
        if let level = demand.level, level > .one {
            acrValues = settings.contexts.filter { $0.authenticationLevel >= level }.map(\.acr)
            // What it is known to never assert can't be waited for.
            guard !acrValues.isEmpty else { throw .levelTooLow }
        }
        return try await party.address(login, demand, acrValues: acrValues, at: now)
    }

    package func complete(
        _ callback: UpstreamCallback, of login: UpstreamLogin, _ demand: UpstreamDemand, begunAt: Instant,
        at now: Instant
    ) async throws(FederationError) -> VerifiedIdentity {
        let answer = try await party.redeem(callback, of: login, demand, begunAt: begunAt, at: now)
        // `acr` is the ID token's to say (OpenID Connect Core §2); UserInfo knows nothing of this sign-in.
        let context = answer.claims["acr"]?.string.flatMap(settings.context)
        let level = context?.authenticationLevel ?? .one
        if let demanded = demand.level, level < demanded { throw .levelTooLow }
        let claims = try await claims(of: answer)
        return VerifiedIdentity(
            identifier: try identifier(claims), name: VNeIDClaims.text(claims["name"]).flatMap { PlainLine($0)?.text },
            birthdate: VNeIDClaims.text(claims["birthdate"]).flatMap { Birthdate($0) },
            identityLevel: context?.identityLevel, authenticationLevel: level,
            authenticatedAt: answer.authenticatedAt, upstream: settings.id)
    }

    /// What is read of the person: from the ID token, and from UserInfo where that lacks something.
    private func claims(of answer: OpenIDAnswer) async throws(FederationError) -> JSONObject {
        var claims = answer.claims
        let wanted = ["name", "birthdate"] + (settings.citizenNumberClaim.map { [$0] } ?? [])
        let missing = wanted.filter { claims[$0] == nil }
        guard !missing.isEmpty else { return claims }
        let others = try await party.userInfo(answer)
        for name in missing { claims[name] = others[name] }
        return claims
    }

    /// The citizen's number where this party is trusted with it, and there is one; else the party's own name for the person.
    private func identifier(_ claims: JSONObject) throws(FederationError) -> PersonIdentifier {
        if let name = settings.citizenNumberClaim, let number = claims[name]?.string.flatMap(CitizenNumber.init) {
            return .citizen(number)
        }
        guard let subject = claims["sub"]?.string, let known = UpstreamSubject(issuer: settings.issuer, subject) else {
            throw .untrustworthy(.claims)
        }
        return .subject(known)
    }
}
