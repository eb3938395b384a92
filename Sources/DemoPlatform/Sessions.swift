import Cryptography
import Identity
import Wire

/// The platform's sessions, in memory and bounded: what each browser has begun and who has signed in there.
///
/// The id in the cookie is 256 random bits, kept as a hash, and replaced when a person signs in or out.
actor Sessions {
    private struct Session: Sendable {
        var begun: [BegunSignIn] = []
        var person: SignedInPerson?
        var signOutState: String?
        let end: Instant
    }

    private let random: any RandomSource
    private var sessions: [[UInt8]: Session] = [:]
    /// The logout tokens that were taken, and until when they would count.
    private var taken: [ExactText: Instant] = [:]

    init(random: any RandomSource) {
        self.random = random
    }

    /// Keeps a begun sign-in with the browser's session, or with a new one.
    ///
    /// - Returns: the id of the session that it is kept with.
    func begin(_ signIn: BegunSignIn, in id: String?, at now: Instant) -> String {
        guard let id, var session = session(id, at: now) else {
            return open(Session(begun: [signIn], end: now + PlatformLimits.sessionLife), at: now)
        }
        session.begun.append(signIn)
        session.begun.removeFirst(max(0, session.begun.count - PlatformLimits.begunSignIns))
        sessions[Self.key(id)] = session
        return id
    }

    /// The begun sign-in that a state belongs to: once, and only in the browser that began it.
    func take(state: String, in id: String, at now: Instant) -> BegunSignIn? {
        guard var session = session(id, at: now),
            let index = session.begun.firstIndex(where: {
                constantTimeEqual($0.state, state)
            })
        else {
            return nil
        }
        let signIn = session.begun.remove(at: index)
        sessions[Self.key(id)] = session
        return now < signIn.end ? signIn : nil
    }

    /// Keeps a person who has signed in: a new session replaces the old one, and takes other tabs' sign-ins along.
    func signIn(_ person: SignedInPerson, replacing id: String, at now: Instant) -> String {
        let old = sessions.removeValue(forKey: Self.key(id))
        return open(
            Session(begun: old?.begun ?? [], person: person, end: now + PlatformLimits.sessionLife), at: now)
    }

    func person(in id: String, at now: Instant) -> SignedInPerson? {
        session(id, at: now)?.person
    }

    /// Ends a session, and opens one without a person that knows the state with which the provider will
    /// answer.
    ///
    /// - Returns: who was signed in, and the new session's id.
    func signOut(
        _ id: String, expecting state: String, at now: Instant
    ) -> (
        person: SignedInPerson, id: String
    )? {
        guard let person = session(id, at: now)?.person else { return nil }
        sessions[Self.key(id)] = nil
        let empty = Session(signOutState: state, end: now + PlatformLimits.sessionLife)
        return (person, open(empty, at: now))
    }

    /// Ends the sessions that the provider has ended.
    ///
    /// - Returns: how many it were; `nil` for a token that was taken before.
    func end(_ logout: HeardLogout, at now: Instant) -> Int? {
        taken = taken.filter { now < $0.value }
        guard taken.count < PlatformLimits.logoutTokens,
            taken.updateValue(logout.end, forKey: ExactText(logout.id)) == nil
        else { return nil }
        let ended = sessions.filter { $0.value.person.map(logout.isAbout) ?? false }
        for key in ended.keys { sessions[key] = nil }
        return ended.count
    }

    /// Whether this is the answer to a sign-out of this browser; once.
    func takeSignOut(state: String, in id: String, at now: Instant) -> Bool {
        guard var session = session(id, at: now), let expected = session.signOutState,
            constantTimeEqual(expected, state)
        else {
            return false
        }
        session.signOutState = nil
        sessions[Self.key(id)] = session
        return true
    }

    private func session(_ id: String, at now: Instant) -> Session? {
        sessions[Self.key(id)].flatMap { now < $0.end ? $0 : nil }
    }

    private func open(_ session: Session, at now: Instant) -> String {
        if sessions.count >= PlatformLimits.sessions { sessions = sessions.filter { now < $0.value.end } }
        if sessions.count >= PlatformLimits.sessions,
            let first = sessions.min(by: { $0.value.end < $1.value.end })
        {
            sessions[first.key] = nil
        }
        let id = Base64URL.encode(random.bytes(32))
        sessions[Self.key(id)] = session
        return id
    }

    private static func key(_ id: String) -> [UInt8] {
        SHA2.sha256(Array(id.utf8))
    }
}

extension HeardLogout {
    /// Whether somebody is signed in here by what has ended.
    fileprivate func isAbout(_ person: SignedInPerson) -> Bool {
        let isSubject = subject.map(person.subject.hasSameBytes(as:)) ?? true
        guard let sessionID else { return isSubject }
        return isSubject && person.idTokenClaims["sid"]?.string?.hasSameBytes(as: sessionID) == true
    }
}
