import Identity

/// What a registered client looks like from here: its registration, and how it has behaved as far as we see it. How it keeps
/// our keys, and whether it checks what we send, nobody but the platform itself can see (`ClientReview.Unseen`).
package struct ClientBehaviour: Hashable, Sendable {
    /// Sign-ins among the events that were looked at.
    package var signIns = 0
    package var lastSignIn: Instant?
    /// Codes that are remembered, and how many of their requests had a `code_challenge`, or a nonce.
    package var codes = 0
    package var codesWithChallenge = 0
    package var codesWithNonce = 0
    /// Ends of sessions that it was told of, and of which it didn't want to hear until we gave up.
    package var logoutsDelivered = 0
    package var logoutsGivenUp = 0
    package var logoutsWaiting = 0
    /// Refreshes among the events that were looked at, and those that came though less than half of the time of the token before
    /// (of the same session) was over.
    package var refreshes = 0
    package var earlyRefreshes = 0
    /// How often an access token of the client's was shown to us whose time was over, or a refresh token.
    package var expiredAccessTokens = 0
    package var expiredRefreshTokens = 0
    package var mistakes: [ClientMistakeCount] = []

    package init() {}
}

/// Something to mend, or to know, of a client.
package enum ClientFinding: Hashable, Sendable {
    case disabled
    case unused
    /// Requests without PKCE: so many of so many.
    case withoutPKCE(Int, of: Int)
    /// Every request has a challenge, though the registration doesn't demand it.
    case pkceCouldBeRequired
    case withoutNonce(Int, of: Int)
    case manyRedirectURIs(Int)
    /// A web application with a loopback address: a developer's, left over.
    case loopbackRedirectURI(String)
    /// A mistake that was made lately.
    case mistake(ClientMistakeCount)
    /// Tokens are refreshed long before their time is over: so many of so many.
    case earlyRefreshes(Int, of: Int)
    /// Tokens are still shown when their time is over.
    case expiredTokens(access: Int, refresh: Int)
    case noBackchannelLogout
    case logoutNotTaken(givenUp: Int, waiting: Int)
    case noPostLogoutAddress
    case formerSecret(until: Instant)
    case citizenNumbers
    case publicSubjects

    package enum Weight: Int, Hashable, Sendable, Comparable {
        case note, advice, fault

        package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    package var weight: Weight {
        switch self {
        case .withoutPKCE, .loopbackRedirectURI, .logoutNotTaken: .fault
        // Two uses of a code or a token are somebody else's, or a fault that looks like it.
        case .mistake(let count): [.codeUsedTwice, .refreshTokenUsedTwice].contains(count.mistake) ? .fault : .advice
        case .pkceCouldBeRequired, .withoutNonce, .manyRedirectURIs, .earlyRefreshes, .expiredTokens,
            .noBackchannelLogout, .formerSecret:
            .advice
        case .disabled, .unused, .noPostLogoutAddress, .citizenNumbers, .publicSubjects: .note
        }
    }
}

/// A look at a client, graded.
package struct ClientReview: Hashable, Sendable {
    /// The weightiest first.
    package let findings: [ClientFinding]
    package let grade: Grade

    /// What belongs to a good platform, and can't be seen from here: a set of keys is asked for by nobody in particular, and who
    /// verifies asks nobody.
    package enum Unseen: String, CaseIterable, Sendable {
        case keyCaching = "key-caching"
        case verification
    }

    package enum Grade: String, Hashable, Sendable {
        case a = "A", b = "B", c = "C"
        /// Nobody has signed in: there is nothing to grade.
        case none = "-"
    }

    /// How long ago a mistake is lately.
    private static let memory = Duration.hours(24 * 7)
    private static let fewAddresses = 4
    /// So many times, and one in so many, is a habit; below that a clock, a restart or a retry.
    private static let habit = (times: 10, of: 4)

    package init(of client: Client, _ behaviour: ClientBehaviour, at now: Instant) {
        let found =
            Self.registration(client, now) + Self.requests(client, behaviour)
            + Self.tokens(behaviour) + Self.logout(client, behaviour) + Self.mistakes(behaviour, now)
        // A sort that keeps the order of equals: what is looked at first comes first.
        findings = [ClientFinding.Weight.fault, .advice, .note].flatMap { weight in found.filter { $0.weight == weight }
        }
        let worst = findings.first?.weight ?? .note
        grade = behaviour.signIns == 0 ? .none : worst == .fault ? .c : worst == .advice ? .b : .a
    }

    private static func registration(_ client: Client, _ now: Instant) -> [ClientFinding] {
        var findings: [ClientFinding] = client.isEnabled ? [] : [.disabled]
        if client.redirectURIs.count > fewAddresses { findings.append(.manyRedirectURIs(client.redirectURIs.count)) }
        if client.applicationType == .web {
            findings += client.redirectURIs.filter(\.uri.isLoopback).map { .loopbackRedirectURI($0.description) }
        }
        if let former = client.credential.former, former.counts(at: now) {
            findings.append(.formerSecret(until: former.end))
        }
        if client.scopes.contains(.citizenID) { findings.append(.citizenNumbers) }
        if client.subjectType == .public { findings.append(.publicSubjects) }
        return findings
    }

    private static func requests(_ client: Client, _ behaviour: ClientBehaviour) -> [ClientFinding] {
        var findings: [ClientFinding] = behaviour.signIns == 0 ? [.unused] : []
        let codes = behaviour.codes
        guard codes > 0 else { return findings }
        if behaviour.codesWithChallenge < codes {
            findings.append(.withoutPKCE(codes - behaviour.codesWithChallenge, of: codes))
        } else if !client.requiresCodeChallenge {
            findings.append(.pkceCouldBeRequired)
        }
        if behaviour.codesWithNonce < codes {
            findings.append(.withoutNonce(codes - behaviour.codesWithNonce, of: codes))
        }
        return findings
    }

    /// How tokens are kept: for their time, and no longer (RFC 6749 §5.1, `expires_in`).
    private static func tokens(_ behaviour: ClientBehaviour) -> [ClientFinding] {
        var findings: [ClientFinding] = []
        let (early, all) = (behaviour.earlyRefreshes, behaviour.refreshes)
        if early >= habit.times, early * habit.of >= all { findings.append(.earlyRefreshes(early, of: all)) }
        let (access, refresh) = (behaviour.expiredAccessTokens, behaviour.expiredRefreshTokens)
        if access + refresh >= habit.times { findings.append(.expiredTokens(access: access, refresh: refresh)) }
        return findings
    }

    private static func logout(_ client: Client, _ behaviour: ClientBehaviour) -> [ClientFinding] {
        guard client.grants.contains(.authorizationCode) else { return [] }
        var findings: [ClientFinding] = []
        if client.backchannelLogout == nil, client.isConfidential { findings.append(.noBackchannelLogout) }
        if behaviour.logoutsGivenUp + behaviour.logoutsWaiting > 0 {
            findings.append(.logoutNotTaken(givenUp: behaviour.logoutsGivenUp, waiting: behaviour.logoutsWaiting))
        }
        if client.postLogoutRedirectURIs.isEmpty { findings.append(.noPostLogoutAddress) }
        return findings
    }

    private static func mistakes(_ behaviour: ClientBehaviour, _ now: Instant) -> [ClientFinding] {
        behaviour.mistakes.filter { now - $0.lastAt < memory }.map(ClientFinding.mistake)
    }
}
