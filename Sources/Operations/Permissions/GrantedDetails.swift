import Database
import Directory
import Identity
import OpenIDConnect
import Permissions
import Storage

extension PermissionState {
    /// What of details somebody may do now (RFC 9396 §7): of those that were asked for the ones that the engine permits, in this
    /// capacity and with what is proven in this session. What has to be asked about each time (audited functions, roles that shut
    /// others out) is in no token.
    func granted(
        _ details: AuthorizationDetails, to person: PersonID, as persona: Persona, _ assurance: SessionAssurance,
        on platform: PlatformID, at now: Instant
    ) -> AuthorizationDetails {
        var granted: [String: Set<String>] = [:]
        for (unit, names) in details.functions {
            guard let unitID = UnitID(unit) else { continue }
            granted[unit] = names.filter { name in
                guard let function = FunctionID("\(platform.slug).\(name)"), let tier = snapshot.tier(of: function),
                    !tier.isAudited
                else { return false }
                let question = Question(
                    person: person, persona: persona, function: function, unit: unitID, moment: now, session: assurance)
                guard case .permit(let permit) = snapshot.decide(question) else { return false }
                return !snapshot.isExclusiveInSession(permit.role)
            }
        }
        return AuthorizationDetails(granted)
    }
}

/// What details come to for the person whom a token is about.
struct GrantedDetails {
    let live: CurrentPermissions

    /// - Parameter client: whose platform's functions they are; `nil` where nobody is known for whom they could be.
    func details(
        _ asked: AuthorizationDetails, of authorization: Authorization, to client: Client?,
        _ transaction: some Transaction, at now: Instant
    ) throws -> AuthorizationDetails {
        guard !asked.isEmpty, let platform = client?.platform,
            case .person(let person, let authentication, let session) = authorization.subject,
            case .success(let state) = try live.state(in: transaction, at: now)
        else { return .none }
        let chosen = try transaction.sessions.persona(in: session)
        let posts = state.snapshot.posts(of: person, at: now)
        guard let persona = ActingPost.persona(chosen: chosen, among: posts) else { return .none }
        let assurance = SessionAssurance(
            identity: try transaction.people.claims(of: person)?.identityLevel, authentication: authentication.level,
            authenticatedAt: min(authentication.moment, now))
        return state.granted(asked, to: person, as: persona, assurance, on: platform, at: now)
    }
}
