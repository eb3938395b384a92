import Identity
import OpenIDConnect
import TestSupport
import Testing

/// What the table of NextStepTests can't say: other replies, other sessions, sign-ins that have begun.
@Suite struct NextStepFactsTests {
    private let session = SessionID("session")

    private func demand(
        _ changes: [String: String?] = [:], client: Client? = nil
    ) throws -> (SignInDemand, Reply) {
        let request = try AuthorizationRequest(.authorization(changes), client: try client ?? Sample.client())
        return (request.demand, request.reply)
    }

    private func facts(
        signedIn moment: Instant? = .noon, progress: Interaction.Progress? = nil, consented: Set<Scope> = [],
        unfinished: SignInStep? = nil
    ) -> DecisionFacts {
        DecisionFacts(
            session: moment.map {
                DecisionFacts.Session(id: session, authentication: Sample.authentication(at: $0))
            }, progress: progress, consented: consented, unfinished: unfinished)
    }

    private func decide(
        _ demand: (SignInDemand, Reply), _ facts: DecisionFacts, at now: Instant = .noon
    ) -> Step {
        Step(NextStep.decide(demand.0, reply: demand.1, facts, at: now))
    }

    @Test func `for a device the person is asked, whatever they agreed to before (RFC 8628 §5.4)`() throws {
        let (demand, _) = try demand()
        let device = (demand, Reply.device(DeviceCodeHash(ofPresented: "d")))
        let all = Set(Scope.allCases)
        #expect(decide(device, facts(signedIn: nil)) == .signIn(.notSignedIn))
        #expect(decide(device, facts(consented: all)) == .askConsent)
        let agreed = Interaction.Progress(startedAt: .noon, consentGivenIn: session)
        #expect(decide(device, facts(progress: agreed, consented: all)) == .issueCode)
        #expect(decide(try self.demand(), facts(consented: all)) == .issueCode)
    }

    @Test func `an answer counts for the session in which it was given, and for no other`() throws {
        let other = SessionID("other")
        let asking = try demand(["prompt": "select_account consent"])
        let theirs = Interaction.Progress(startedAt: .noon, accountConfirmedIn: other, consentGivenIn: other)
        #expect(decide(asking, facts(progress: theirs)) == .confirmAccount)
        let chosen = Interaction.Progress(startedAt: .noon, accountConfirmedIn: session, consentGivenIn: other)
        #expect(decide(asking, facts(progress: chosen)) == .askConsent)
        let signedIn = Interaction.Progress(startedAt: .noon, signedInSession: other)
        #expect(decide(try demand(["prompt": "login"]), facts(progress: signedIn)) == .signIn(.freshLoginDemanded))
    }

    @Test func `that somebody signed in here is remembered, and not read off the clocks`() throws {
        let fresh = try demand(["prompt": "login", "max_age": "0"])
        let here = Interaction.Progress(startedAt: .noon, signedInSession: session)
        let elsewhere = Interaction.Progress(startedAt: .noon)
        for seconds in [-3600, -1, 0, 1, 3600] {
            let moment = Instant.noon + .seconds(seconds)
            #expect(decide(fresh, facts(signedIn: moment, progress: here)) == .issueCode)
            let reason = seconds == 3600 ? NextStep.SignInReason.notSignedIn : .freshLoginDemanded
            #expect(decide(fresh, facts(signedIn: moment, progress: elsewhere)) == .signIn(reason))
        }
    }

    @Test func `a sign-in of the future is not fresh`() throws {
        let aged = try demand(["max_age": "3600"])
        let now = Instant.noon
        #expect(decide(aged, facts(signedIn: now)) == .issueCode)
        // The clocks of two nodes differ a little; that is no reason to ask.
        #expect(decide(aged, facts(signedIn: now + .seconds(10))) == .issueCode)
        #expect(
            decide(try demand(["max_age": "0"]), facts(signedIn: now + .milliseconds(1)))
                == .signIn(.freshLoginDemanded))
        for demand in [aged, try demand(), try demand(["acr_values": "https://hue.gov.vn/acr/1"])] {
            #expect(decide(demand, facts(signedIn: now + .seconds(11))) == .signIn(.notSignedIn))
        }
        let silent = try demand(["max_age": "3600", "prompt": "none"])
        #expect(decide(silent, facts(signedIn: .noon + .hours(1))) == .refuse(.loginRequired))
    }

    @Test(arguments: [.choosePassword, .enrolSecondFactor, .secondFactor] as [SignInStep])
    func `a sign-in that has begun is finished wherever one is needed`(step: SignInStep) throws {
        #expect(decide(try demand(), facts(signedIn: nil, unfinished: step)) == .finishSignIn(step))
        #expect(decide(try demand(["prompt": "login"]), facts(unfinished: step)) == .finishSignIn(step))
        #expect(
            decide(try demand(["acr_values": "https://hue.gov.vn/acr/3"]), facts(unfinished: step))
                == .finishSignIn(step))
        #expect(decide(try demand(["prompt": "select_account"]), facts(unfinished: step)) == .finishSignIn(step))
        // Signed in elsewhere meanwhile: nothing is left to finish.
        #expect(decide(try demand(), facts(unfinished: step)) == .issueCode)
        #expect(
            decide(try demand(["prompt": "none"]), facts(signedIn: nil, unfinished: step)) == .refuse(.loginRequired))
    }

    @Test func `which scopes are about a post is said once`() throws {
        let scopes = Scope.allCases.filter { $0 != .offlineAccess && !Scope.ofServices.contains($0) }
        let client = try Sample.client {
            $0.scopes = scopes.map(\.rawValue)
            $0.platform = "bi"
        }
        for scope in scopes {
            let demand = try demand(["scope": "openid " + scope.rawValue], client: client).0
            #expect(demand.isAboutPost == [.org, .permissions].contains(scope))
        }
    }
}
