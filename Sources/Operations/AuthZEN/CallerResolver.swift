import AuthZEN
import Database
import Directory
import Identity
import OpenIDConnect
import Permissions
import Storage
import Wire

/// Looks up in the records whom a platform's questions are about: the person behind a `sub` that it was told, their session,
/// and in which capacity they act.
struct CallerResolver {
    let asking: AskingPlatform
    let subjects: PairwiseSubjects

    /// Everybody whom the evaluations are about, each once.
    func callers(
        of evaluations: Evaluations, in transaction: some Transaction
    ) throws -> Callers {
        var found: [CallerName: Result<Caller, CallerRefusal>] = [:]
        for name in evaluations.callers { found[name] = try caller(name, in: transaction) }
        return Callers(found)
    }

    func caller(
        _ name: CallerName, in transaction: some Transaction
    ) throws -> Result<Caller, CallerRefusal> {
        guard name.type == ExactText(Self.subjectType),
            let subject = try transaction.subjects.find(name.id.text, of: asking.subjectType), subject.isEnabled
        else { return .failure(.unknownSubject) }
        var session: (id: SessionID, authentication: Authentication)?
        if let presented = name.session {
            session = try transaction.sessions.live(of: subject.person, at: asking.now).first {
                subjects.sessionID(of: $0.id, for: asking.client.id).hasSameBytes(as: presented.text)
            }
            guard session != nil else { return .failure(.sessionEnded) }
        }
        let chosen: Persona? = if let session { try transaction.sessions.persona(in: session.id) } else { nil }
        var named: Persona?
        if let text = name.persona {
            named = Persona(text: text.text)
            guard named != nil else { return .failure(.unknownPersona) }
        }
        let posts = asking.permissions.snapshot.posts(of: subject.person, at: asking.now)
        let persona: Persona
        switch ActingPost.persona(named: named, chosen: chosen, among: posts) {
        case .success(let acting): persona = acting
        case .failure(let why): return .failure(why)
        }
        var used: Caller.Session?
        if let session {
            used = Caller.Session(id: session.id, exercised: try transaction.sessions.exercisedRoles(in: session.id))
        }
        return .success(
            Caller(
                person: subject.person, persona: persona,
                assurance: Self.assurance(subject.identityLevel, session?.authentication, at: asking.now),
                session: used))
    }

    /// What is proven of somebody now. A sign-in that is ahead of the clock proves as little as none: a step-up opens
    /// another. One that another node's clock has put a little ahead was just now.
    private static func assurance(
        _ identity: IdentityLevel?, _ authentication: Authentication?, at now: Instant
    ) -> SessionAssurance {
        guard let authentication, !authentication.moment.isAhead(of: now) else {
            return SessionAssurance(
                identity: identity, authentication: .one, authenticatedAt: Instant(millisecondsSince1970: .min))
        }
        return SessionAssurance(
            identity: identity, authentication: authentication.level,
            authenticatedAt: min(authentication.moment, now))
    }

    /// The one type of subjects: people, by the `sub` that the platform was told.
    static let subjectType = "user"
}
