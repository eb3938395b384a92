import Identity
import OpenIDConnect
import TestSupport
import Testing

/// The situation in which a step is decided: everything that the decision can depend on.
struct Situation: Sendable, CustomStringConvertible {
    var prompt: String?
    var maxAge: Int?
    var requestedLevel: Int?
    var clientAsksConsent = false
    /// A public client whose address any app on the device could claim.
    var isClaimable = false
    /// How long ago the person signed in, in seconds; `nil` when nobody is signed in.
    var signedIn: Int?
    var level = AuthenticationLevel.two
    /// How long ago this request's interaction began, in seconds; `nil` when it has just come in.
    var begun: Int?
    var accountConfirmed = false
    var consentGiven = false
    var consented: Set<Scope> = []
    var mustChoosePost = false

    var description: String {
        "prompt=\(prompt ?? "-") max_age=\(maxAge ?? -1) acr=\(requestedLevel ?? 0) "
            + "consent=\(clientAsksConsent) claimable=\(isClaimable) signedIn=\(signedIn ?? -1) "
            + "level=\(level) begun=\(begun ?? -1) confirmed=\(accountConfirmed) given=\(consentGiven) consented=\(Scope.text(consented)) choose=\(mustChoosePost)"
    }

    func decide() throws -> NextStep {
        let now = Instant.noon
        let client = try Sample.client {
            $0.requiresConsent = clientAsksConsent
            guard isClaimable else { return }
            $0.authenticationMethod = "none"
            $0.applicationType = "native"
            $0.redirectURIs = ["vn.gov.hue.app:/cb"]
        }
        let request = try AuthorizationRequest(
            .authorization([
                "redirect_uri": client.redirectURIs.first?.description, "prompt": prompt,
                "max_age": maxAge.map(String.init),
                "acr_values": requestedLevel.map { "https://hue.gov.vn/acr/\($0)" },
            ]), client: client)
        let session = SessionID("session")
        let isForThisRequest = signedIn.map { begun != nil && $0 <= begun ?? 0 } ?? false
        return NextStep.decide(
            request.demand, reply: request.reply,
            DecisionFacts(
                session: signedIn.map {
                    DecisionFacts.Session(
                        id: session,
                        authentication: Sample.authentication(at: now - .seconds($0), level: level))
                },
                progress: begun.map {
                    Interaction.Progress(
                        startedAt: now - .seconds($0), signedInSession: isForThisRequest ? session : nil,
                        accountConfirmedIn: accountConfirmed ? session : nil,
                        consentGivenIn: consentGiven ? session : nil)
                }, consented: consented, mustChoosePost: mustChoosePost), at: now)
    }
}

/// A step without the text of its error.
enum Step: Hashable, Sendable {
    case signIn(NextStep.SignInReason), finishSignIn(SignInStep), confirmAccount, choosePost, askConsent, issueCode
    case refuse(AuthorizationError.Code)

    init(_ step: NextStep) {
        switch step {
        case .signIn(let reason): self = .signIn(reason)
        case .finishSignIn(let step): self = .finishSignIn(step)
        case .confirmAccount: self = .confirmAccount
        case .choosePost: self = .choosePost
        case .askConsent: self = .askConsent
        case .issueCode: self = .issueCode
        case .refuse(let error): self = .refuse(error.code)
        }
    }
}

@Suite struct NextStepTests {
    @Test(
        arguments: [
            (Situation(), .signIn(.notSignedIn)),
            (Situation(prompt: "none"), .refuse(.loginRequired)),
            (Situation(signedIn: 60), .issueCode),
            // By a clock that was ahead.
            (Situation(signedIn: -60), .signIn(.notSignedIn)),
            (Situation(prompt: "none", signedIn: -60), .refuse(.loginRequired)),
            (Situation(prompt: "login", maxAge: 0, signedIn: -60, begun: 0), .issueCode),
            (Situation(mustChoosePost: true), .signIn(.notSignedIn)),
            (Situation(signedIn: 60, mustChoosePost: true), .choosePost),
            (Situation(prompt: "none", signedIn: 60, mustChoosePost: true), .refuse(.interactionRequired)),
            (Situation(prompt: "none", signedIn: 60), .issueCode),
            (Situation(prompt: "login", signedIn: 60), .signIn(.freshLoginDemanded)),
            (Situation(prompt: "login", signedIn: 60, begun: 30), .signIn(.freshLoginDemanded)),
            (Situation(prompt: "login", signedIn: 30, begun: 30), .issueCode),
            (Situation(prompt: "login", signedIn: 10, begun: 30), .issueCode),
            (Situation(maxAge: 60, signedIn: 60), .issueCode),
            (Situation(maxAge: 60, signedIn: 61), .signIn(.freshLoginDemanded)),
            (Situation(maxAge: 0, signedIn: 1), .signIn(.freshLoginDemanded)),
            (Situation(maxAge: 0, signedIn: 10, begun: 30), .issueCode),
            (Situation(prompt: "none", maxAge: 60, signedIn: 61), .refuse(.loginRequired)),
            (Situation(requestedLevel: 3, signedIn: 60), .signIn(.higherLevelDemanded)),
            (Situation(requestedLevel: 2, signedIn: 60), .issueCode),
            (Situation(prompt: "none", requestedLevel: 3, signedIn: 60), .issueCode),
            // Asked for once: whoever signed in for this request goes on, with the acr that it has.
            (Situation(requestedLevel: 3, signedIn: 10, begun: 30), .issueCode),
            (Situation(prompt: "select_account", signedIn: 60), .confirmAccount),
            (Situation(prompt: "select_account", signedIn: 60, begun: 30), .confirmAccount),
            (
                Situation(prompt: "select_account", signedIn: 60, begun: 30, accountConfirmed: true),
                .issueCode
            ),
            (Situation(prompt: "select_account", signedIn: 10, begun: 30), .issueCode),
            (Situation(prompt: "select_account"), .signIn(.notSignedIn)),
            (Situation(prompt: "select_account", begun: 30, accountConfirmed: true), .signIn(.notSignedIn)),
            (Situation(prompt: "login select_account", signedIn: 10, begun: 30), .issueCode),
            (Situation(clientAsksConsent: true, signedIn: 60), .askConsent),
            (Situation(prompt: "none", clientAsksConsent: true, signedIn: 60), .refuse(.consentRequired)),
            (Situation(clientAsksConsent: true, signedIn: 60, consented: [.openid]), .askConsent),
            (Situation(clientAsksConsent: true, signedIn: 60, consented: [.openid, .profile]), .issueCode),
            (
                Situation(
                    prompt: "none", clientAsksConsent: true, signedIn: 60,
                    consented: [.openid, .profile, .org]), .issueCode
            ),
            (Situation(clientAsksConsent: true, signedIn: 60, begun: 30, consentGiven: true), .issueCode),
            (Situation(prompt: "consent", signedIn: 60, consented: [.openid, .profile]), .askConsent),
            (Situation(prompt: "consent", signedIn: 60, begun: 30, consentGiven: true), .issueCode),
            // RFC 8252 §8.6: however often the person has agreed before.
            (Situation(isClaimable: true, signedIn: 60, consented: [.openid, .profile]), .askConsent),
            (Situation(isClaimable: true, signedIn: 60, begun: 30, consentGiven: true), .issueCode),
            (Situation(prompt: "none", isClaimable: true, signedIn: 60), .refuse(.consentRequired)),
            (
                Situation(prompt: "select_account consent", signedIn: 60, begun: 30, consentGiven: true),
                .confirmAccount
            ),
        ] as [(Situation, Step)])
    func `a situation has one next step`(situation: Situation, expected: Step) throws {
        #expect(Step(try situation.decide()) == expected)
    }

    @Test(arguments: 0..<20)
    func `the decision agrees with a slow and obvious one`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<250 {
            let situation = Situation(random: &random)
            #expect(Step(try situation.decide()) == situation.obvious, "\(situation)")
        }
    }
}

extension Situation {
    init(random: inout SeededGenerator) {
        let prompts = [
            nil, "none", "login", "consent", "select_account", "login consent", "login select_account",
            "select_account consent", "login select_account consent",
        ]
        prompt = prompts[Int.random(in: prompts.indices, using: &random)]
        maxAge = Bool.random(using: &random) ? nil : Int.random(in: 0...3, using: &random) * 30
        requestedLevel = Bool.random(using: &random) ? nil : Int.random(in: 1...4, using: &random)
        clientAsksConsent = Bool.random(using: &random)
        isClaimable = Int.random(in: 0...3, using: &random) == 0
        signedIn =
            Int.random(in: 0...4, using: &random) == 0 ? nil : Int.random(in: -1...4, using: &random) * 30
        level = AuthenticationLevel.allCases[Int.random(in: 0...3, using: &random)]
        begun = Int.random(in: 0...2, using: &random) == 0 ? nil : Int.random(in: 0...4, using: &random) * 30
        accountConfirmed = Bool.random(using: &random)
        consentGiven = Int.random(in: 0...2, using: &random) == 0
        consented = [[], [.openid], [.openid, .profile]][Int.random(in: 0...2, using: &random)]
    }

    /// OpenID Connect Core §3.1.2.3–4, said from the other end: which demands are open, in their order.
    var obvious: Step {
        let isSilent = prompt == "none"
        let prompts = Set((prompt ?? "").split(separator: " ").map(String.init))
        if signedIn == nil { return isSilent ? .refuse(.loginRequired) : .signIn(.notSignedIn) }
        let age = signedIn ?? 0
        // Proven for this very request: no demand for a login is open any more.
        let isForThisRequest = begun != nil && age <= (begun ?? 0)
        if age < -10, !isForThisRequest { return isSilent ? .refuse(.loginRequired) : .signIn(.notSignedIn) }
        var open: Set<Step> = []
        if !isForThisRequest {
            let isTooOld = maxAge != nil && age > (maxAge ?? 0)
            if prompts.contains("login") || isTooOld {
                open.insert(isSilent ? .refuse(.loginRequired) : .signIn(.freshLoginDemanded))
            }
            if (requestedLevel ?? 0) > level.rawValue, !isSilent {
                open.insert(.signIn(.higherLevelDemanded))
            }
            if prompts.contains("select_account"), !(begun != nil && accountConfirmed) {
                open.insert(.confirmAccount)
            }
        }
        let isNew = !consented.isSuperset(of: [.openid, .profile])
        let mustAgree = prompts.contains("consent") || isClaimable || (clientAsksConsent && isNew)
        if !(begun != nil && consentGiven), mustAgree {
            open.insert(isSilent ? .refuse(.consentRequired) : .askConsent)
        }
        let order: [Step] = [
            .refuse(.loginRequired), .signIn(.freshLoginDemanded), .signIn(.higherLevelDemanded),
            .confirmAccount,
            .refuse(.consentRequired), .askConsent,
        ]
        return order.first(where: open.contains) ?? .issueCode
    }
}
