import Database
import Identity
import OpenIDConnect
import Storage
import Wire

/// What a client is told of a person, wherever it is told (OpenID Connect Core §5.3.2, §2): of the person's own records, of
/// what the city's directory says, and of their place in the city.
struct ReleasedClaims: Sendable {
    private let subjects: PairwiseSubjects
    private let emails: EmailClaims
    private let platformClaims: PlatformClaims

    init(_ subjects: PairwiseSubjects, _ emails: EmailClaims, _ platformClaims: PlatformClaims) {
        self.subjects = subjects
        self.emails = emails
        self.platformClaims = platformClaims
    }

    /// - Parameters:
    ///   - names: what the client may have here.
    ///   - session: in which the person said in which post they act.
    /// - Returns: the claims of these names of which there is something to say; `nil` where there is no such person, or the
    ///   account is disabled.
    func claims(
        _ names: Set<PersonClaim>, of person: PersonID, in session: SessionID, to client: Client,
        _ transaction: some Transaction, at now: Instant
    ) throws -> JSONObject? {
        let isAboutStaff = !Scope.aboutAccounts.isDisjoint(with: names.map(\.scope))
        let found =
            isAboutStaff
            ? try transaction.people.staffClaims(of: person)
            : try transaction.people.claims(of: person).map { ($0, StaffClaims()) }
        guard let (known, staff) = found else { return nil }
        let email = emails.address(
            staff.email, for: client, subject: subjects.subject(of: person, for: client.subjectType))
        var claims = known.claims(names, staff: staff, email: email)
        let ofPosts = Scope.aboutPosts.intersection(names.map(\.scope))
        let further = try platformClaims.claims(for: ofPosts, of: person, in: session, to: client, transaction, at: now)
        for claim in further.members where PersonClaim(rawValue: claim.name).map(names.contains) ?? false {
            claims[claim.name] = claim.value
        }
        return claims
    }

    /// What the ID token of an issue says of its person; nothing where it has none.
    func claims(of issue: TokenIssue, _ database: Database, at now: Instant) async throws -> JSONObject {
        guard let names = issue.idToken?.claims, !names.isEmpty,
            case .person(let person, _, let session) = issue.authorization.subject
        else { return JSONObject() }
        return try await database.read { transaction in
            try claims(names, of: person, in: session, to: issue.client, transaction, at: now) ?? JSONObject()
        }
    }
}
