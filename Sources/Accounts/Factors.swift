import Identity

/// One thing by which somebody has proven who they are.
package enum Factor: Hashable, Sendable {
    /// The right password of a local account, typed now or chosen now in place of an activation code.
    case password
    /// What the administrator handed over; it opens nothing but the choice of a password.
    case activationCode
    /// The code of an authenticator app.
    case oneTimePassword
    case recoveryCode
    /// An identity that VNeID vouched for, with the level that it told.
    case vneid(AuthenticationLevel)
    /// An account of another party that the configuration names, with the level that it counts as.
    case federated(AuthenticationLevel)
}

/// What somebody has proven so far in one sign-in: how strong that is, how it is called in tokens, and what is still
/// missing.
///
/// It begins with a password, an activation code or VNeID, and grows; it is kept with the interaction. What the account
/// has (a second factor, being enabled) isn't part of it: that is read anew each time that it matters.
package struct Factors: Hashable, Sendable {
    package let proven: Set<Factor>

    private init(_ proven: Set<Factor>) {
        self.proven = proven
    }

    package static let password = Factors([.password])
    package static let activationCode = Factors([.activationCode])
    package static func vneid(_ level: AuthenticationLevel) -> Factors { Factors([.vneid(level)]) }
    package static func federated(_ level: AuthenticationLevel) -> Factors { Factors([.federated(level)]) }

    package func adding(_ factor: Factor) -> Factors { Factors(proven.union([factor])) }

    /// Whether an authenticator app or the list in its place was shown: something that the person has.
    private var hasShownSecondFactor: Bool { proven.contains(.oneTimePassword) || proven.contains(.recoveryCode) }

    /// The highest that VNeID, or another party, has told; `nil` where none has.
    private var upstreamLevel: AuthenticationLevel? {
        proven.compactMap { factor -> AuthenticationLevel? in
            switch factor {
            case .vneid(let level), .federated(let level): level
            case .password, .activationCode, .oneTimePassword, .recoveryCode: nil
            }
        }.max()
    }

    /// Two different factors of our own are level two, one is level one; another party's is what it says.
    package var level: AuthenticationLevel {
        let own: AuthenticationLevel = proven.contains(.password) && hasShownSecondFactor ? .two : .one
        return max(own, upstreamLevel ?? .one)
    }

    /// What a sign-in with factors of our own alone can reach.
    package static let highestOwnLevel = Factors([.password, .oneTimePassword]).level

    /// The ways that were used, in the words of `amr` (RFC 8176 §2).
    ///
    /// A recovery code is `otp`: a password that is good once, of a list in place of an app; the RFC's two algorithms
    /// are what "otp" includes, not all that it is. `kba` and `pin` would be untrue, and a name of our own would tell
    /// nobody anything. An activation code is not named: it proves only until it is exchanged for a password, and named
    /// `otp` beside `pwd` it would look like a second factor.
    package var methods: [AuthenticationMethod] {
        var methods: [AuthenticationMethod] = []
        if proven.contains(.password) { methods.append(.password) }
        if hasShownSecondFactor { methods.append(.oneTimePassword) }
        if proven.contains(where: \.isOfVNeID) { methods.append(.vneid) }
        if proven.contains(where: \.isFederated) { methods.append(.federated) }
        if level >= .two { methods.append(.multipleFactors) }
        return methods
    }

    /// What is to be done next; `nil` when the person is in.
    ///
    /// Who has a second factor shows it before anything else, so that a password can't be set anew with a stolen
    /// activation code alone. Other parties have their own factors.
    /// - Parameter hasSecondFactor: whether the account has one now.
    package func missing(hasSecondFactor: Bool) -> SignInStep? {
        if upstreamLevel != nil { return nil }
        if hasSecondFactor, !hasShownSecondFactor { return .secondFactor }
        if !proven.contains(.password) { return .choosePassword }
        return hasSecondFactor ? nil : .enrolSecondFactor
    }

    /// The sign-in that this proves, once nothing is missing.
    package func authentication(at moment: Instant) -> Authentication {
        Authentication(moment: moment, level: level, methods: methods)
    }
}

extension Factors {
    /// For a column of the database: words in alphabetical order, with a space between.
    package var text: String { proven.map(\.word).sorted().joined(separator: " ") }

    /// Reads what ``text`` wrote; `nil` for anything else, and for what no sign-in begins with.
    package init?(text: String) {
        var proven: Set<Factor> = []
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            guard let factor = Factor(word: word) else { return nil }
            proven.insert(factor)
        }
        self.init(proven)
        let isBegun = upstreamLevel != nil || proven.contains(.password) || proven.contains(.activationCode)
        guard isBegun, self.text == text else { return nil }
    }
}

extension Factor {
    fileprivate var isOfVNeID: Bool { if case .vneid = self { true } else { false } }
    fileprivate var isFederated: Bool { if case .federated = self { true } else { false } }

    fileprivate var word: String {
        switch self {
        case .password: "password"
        case .activationCode: "activation-code"
        case .oneTimePassword: "one-time-password"
        case .recoveryCode: "recovery-code"
        case .vneid(let level): "vneid-\(level.rawValue)"
        case .federated(let level): "federated-\(level.rawValue)"
        }
    }

    fileprivate init?(word: Substring) {
        let vneid = AuthenticationLevel.allCases.map(Factor.vneid)
        let federated = AuthenticationLevel.allCases.map(Factor.federated)
        let all: [Factor] = [.password, .activationCode, .oneTimePassword, .recoveryCode] + vneid + federated
        guard let factor = all.first(where: { $0.word == word }) else { return nil }
        self = factor
    }
}
