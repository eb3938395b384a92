import Identity
import OpenIDConnect
import Testing

@Suite struct ClientReviewTests {
    /// A client in good order, with people who sign in.
    private func client(_ change: (inout ClientRegistration) -> Void = { _ in }) throws -> Client {
        try Sample.client {
            $0.backchannelLogoutURI = "https://rp.hue.test/logout"
            $0.postLogoutRedirectURIs = ["https://rp.hue.test/"]
            change(&$0)
        }
    }

    private func behaviour(_ change: (inout ClientBehaviour) -> Void = { _ in }) -> ClientBehaviour {
        var behaviour = ClientBehaviour()
        (behaviour.signIns, behaviour.lastSignIn) = (12, .noon)
        (behaviour.codes, behaviour.codesWithChallenge, behaviour.codesWithNonce) = (10, 10, 10)
        behaviour.logoutsDelivered = 3
        change(&behaviour)
        return behaviour
    }

    private func review(_ client: Client, _ behaviour: ClientBehaviour) -> ClientReview {
        ClientReview(of: client, behaviour, at: .noon)
    }

    @Test func `a platform in good order has an A and nothing to mend`() throws {
        let review = review(try client(), behaviour())
        #expect(review.grade == .a && review.findings.isEmpty)
    }

    @Test func `what nobody uses has no grade`() throws {
        let review = review(try client(), ClientBehaviour())
        #expect(review.grade == .none && review.findings == [.unused])
    }

    @Test(arguments: [ClientMistake.missingCodeChallenge, .wrongSecret, .foreignRedirectURI])
    func `a mistake counts for a week`(mistake: ClientMistake) throws {
        func grade(_ age: Duration) throws -> ClientReview.Grade {
            let count = ClientMistakeCount(mistake, number: 3, firstAt: .noon - .hours(999), lastAt: .noon - age)
            return review(try client(), behaviour { $0.mistakes = [count] }).grade
        }
        #expect(try grade(.hours(1)) == .b)
        #expect(try grade(.hours(24 * 7)) == .a)
    }

    @Test func `a code or a token that comes twice is a fault, and stands first`() throws {
        let counts = [ClientMistake.foreignScope, .codeUsedTwice].map {
            ClientMistakeCount($0, number: 1, firstAt: .noon, lastAt: .noon)
        }
        let review = review(try client(), behaviour { $0.mistakes = counts })
        #expect(review.grade == .c && review.findings == [.mistake(counts[1]), .mistake(counts[0])])
    }

    @Test func `requests without PKCE are a fault, and PKCE that is there could be demanded`() throws {
        let waived = try client { $0.pkce = "optional" }
        #expect(review(waived, behaviour { $0.codesWithChallenge = 4 }).findings == [.withoutPKCE(6, of: 10)])
        #expect(review(waived, behaviour { $0.codesWithChallenge = 4 }).grade == .c)
        #expect(review(waived, behaviour()).findings == [.pkceCouldBeRequired])
        #expect(review(try client(), behaviour { $0.codesWithNonce = 9 }).findings == [.withoutNonce(1, of: 10)])
    }

    @Test func `a loopback address is a developer's, unless the client is an app`() throws {
        let web = try client {
            $0.redirectURIs.append("http://localhost:8080/cb"); $0.sector = "rp.hue.test"
        }
        #expect(review(web, behaviour()).findings == [.loopbackRedirectURI("http://localhost:8080/cb")])
        let app = try client {
            $0.applicationType = "native"
            $0.redirectURIs = ["http://127.0.0.1/cb"]
        }
        #expect(review(app, behaviour()).findings.isEmpty)
    }

    @Test(arguments: [
        (9, 9, [ClientFinding]()), (10, 41, []), (10, 40, [.earlyRefreshes(10, of: 40)]),
        (12, 12, [.earlyRefreshes(12, of: 12)]),
    ])
    func `tokens that are refreshed long before their time is over are advised on, once it is a habit`(
        early: Int, all: Int, expected: [ClientFinding]
    ) throws {
        let review = review(try client(), behaviour { ($0.earlyRefreshes, $0.refreshes) = (early, all) })
        #expect(review.findings == expected && review.grade == (expected.isEmpty ? .a : .b))
    }

    @Test(arguments: [(9, 0), (4, 5), (10, 0), (0, 10), (6, 4)])
    func `tokens that are shown when their time is over are advised on, once it is a habit`(
        access: Int, refresh: Int
    ) throws {
        let review = review(
            try client(), behaviour { ($0.expiredAccessTokens, $0.expiredRefreshTokens) = (access, refresh) })
        let isHabit = access + refresh >= 10
        #expect(review.findings == (isHabit ? [.expiredTokens(access: access, refresh: refresh)] : []))
        #expect(review.grade == (isHabit ? .b : .a))
    }

    @Test func `logout tokens that it doesn't take are a fault`() throws {
        let deaf = behaviour { ($0.logoutsGivenUp, $0.logoutsWaiting) = (1, 2) }
        let review = review(try client(), deaf)
        #expect(review.findings == [.logoutNotTaken(givenUp: 1, waiting: 2)] && review.grade == .c)
        let silent = try client { $0.backchannelLogoutURI = nil }
        #expect(self.review(silent, behaviour()).grade == .b)
    }
}
