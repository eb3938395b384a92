import Database
import Identity
import OpenIDConnect
import Storage
import Wire

/// The claims that an access token opens, for as long as it counts (OpenID Connect Core §5.3).
package struct ReadUserInfo: Sendable {
    private let database: Database
    private let clients: CurrentClients
    private let subjects: PairwiseSubjects
    private let released: ReleasedClaims

    package init(
        _ installation: Installation, issuer: Issuer, subjects: PairwiseSubjects, emails: EmailClaims = EmailClaims()
    ) {
        database = installation.database
        clients = installation.clients
        self.subjects = subjects
        let platformClaims = PlatformClaims(live: installation.permissions, issuer: issuer)
        released = ReleasedClaims(subjects, emails, platformClaims)
    }

    /// What an answer has that is written down before it leaves: by it somebody is known everywhere.
    private static let recordedClaims = [PersonClaim.citizenID.rawValue]

    private struct Answer: Sendable {
        let claims: JSONObject
        let person: PersonID
        let client: Client
        let session: SessionID?
    }

    /// - Returns: `nil` for a token that opens nothing any more, or was given without `openid`.
    package func userInfo(of token: PresentedAccessToken, _ act: Act) async throws -> UserInfo? {
        guard let answer = try await answer(to: token, act) else { return nil }
        let recorded = Self.recordedClaims.filter { answer.claims[$0] != nil }
        if !recorded.isEmpty {
            let event = act.event(
                .userInfo, by: .person(answer.person), client: answer.client.id.text, session: answer.session?.text,
                object: recorded.joined(separator: " "))
            try await database.write { transaction in try transaction.audit.append(event) }
        }
        return UserInfo(answer.claims, for: answer.client)
    }

    private func answer(to token: PresentedAccessToken, _ act: Act) async throws -> Answer? {
        try await database.read { [clients, subjects, released] transaction in
            guard let found = try transaction.accessTokens.find(token, at: act.now), found.isLive,
                let client = try clients.client(found.authorization.client, in: transaction), client.isEnabled,
                case .person(let id, _, let session) = found.authorization.subject
            else { return nil }
            let scopes = found.record.scopes.intersection(client.scopes)
            guard scopes.contains(.openid), act.now < found.record.expiresAt else { return nil }
            let requested = found.authorization.claims.userInfo.filter { client.scopes.contains($0.scope) }
            let names = PersonClaim.released(by: scopes).union(requested)
            guard let told = try released.claims(names, of: id, in: session, to: client, transaction, at: act.now)
            else {
                return nil
            }
            var claims: JSONObject = ["sub": .string(subjects.subject(of: id, for: client.subjectType))]
            claims.merge(told)
            return Answer(claims: claims, person: id, client: client, session: session)
        }
    }
}
