import Accounts
import Audit
import Cryptography
import Database
import Identity
import OpenIDConnect
import Storage

/// Answers a demand of a signed-in person: with a code, or by approving the device or the request that waits (RFC 6749 §4.1.2,
/// RFC 8628 §3.3, CIBA Core §8).
package struct IssueCode: Sendable {
    private let database: Database
    private let random: any RandomSource
    private let issuer: Issuer

    package init(_ installation: Installation, issuer: Issuer) {
        database = installation.database
        random = installation.random
        self.issuer = issuer
    }

    /// How a demand was answered.
    package enum Outcome<Answer: Sendable>: Sendable {
        case given(Answer)
        /// The interaction was answered, or what waited has gone, before.
        case answeredBefore
        /// The session has ended since it was looked at.
        case signedOut
        /// What the person had agreed to was taken back since it was looked at.
        case consentWithdrawn
    }

    /// - Parameter interaction: the one that is answered; `nil` for a request that needed none.
    package func issue(
        _ request: AuthorizationRequest, to signedIn: SignedIn, interaction: InteractionID?, _ act: Act
    ) async throws -> Outcome<AuthorizationCode> {
        let code = AuthorizationCode(random: random)
        let authorization = authorization(request.demand, signedIn)
        let end = end(of: authorization, signedIn, request.client, wait: AuthorizationCode.lifetime, act)
        return try await answer(
            code, signedIn, interaction, .authorize, request.client, act, agreedTo: request.demand
        ) { transaction in
            try transaction.authorizations.add(authorization, endingAt: end)
            try transaction.codes.keep(
                code.hash, CodeBinding(request, at: act.now), of: authorization, until: end)
            return true
        }
    }

    package func approve(
        _ device: DeviceCodeHash, _ demand: SignInDemand, by signedIn: SignedIn, interaction: InteractionID, _ act: Act
    ) async throws -> Outcome<Void> {
        let authorization = authorization(demand, signedIn)
        let end = end(of: authorization, signedIn, demand.client, wait: DeviceAuthorization.lifetime, act)
        return try await answer((), signedIn, interaction, .approveDevice, demand.client, act) { transaction in
            guard try transaction.devicesWaiting.approve(device, authorization.id, at: act.now) else { return false }
            try transaction.authorizations.add(authorization, endingAt: end)
            return true
        }
    }

    /// The same for a client that has asked behind the browser's back: it has asked this person, or nothing is given.
    package func approve(
        _ request: AuthRequestHash, _ demand: SignInDemand, by signedIn: SignedIn, interaction: InteractionID,
        _ act: Act
    ) async throws -> Outcome<Void> {
        let authorization = authorization(demand, signedIn)
        let wait = BackchannelAuthenticationRequest.lifetimes.upperBound
        let end = end(of: authorization, signedIn, demand.client, wait: wait, act)
        return try await answer((), signedIn, interaction, .approveBackchannel, demand.client, act) { transaction in
            let requests = transaction.backchannelRequests
            guard try requests.find(request)?.person == signedIn.session.person,
                try requests.approve(request, authorization.id, at: act.now)
            else { return false }
            try transaction.authorizations.add(authorization, endingAt: end)
            return true
        }
    }

    private func authorization(_ demand: SignInDemand, _ signedIn: SignedIn) -> Authorization {
        let session = signedIn.session
        return Authorization(
            demand, id: AuthorizationID(random: random), person: session.person,
            authentication: session.authentication, session: session.id, issuer: issuer)
    }

    private func end(
        of authorization: Authorization, _ signedIn: SignedIn, _ client: Client, wait: Duration, _ act: Act
    ) -> Instant {
        authorization.end(
            for: client, sessionEnd: signedIn.session.authentication.sessionEnd, wait: wait, at: act.now)
    }

    /// - Parameter demand: what must have been agreed to for good; `nil` where the person agrees to one answer alone.
    private func answer<Answer: Sendable>(
        _ answer: Answer, _ signedIn: SignedIn, _ interaction: InteractionID?, _ action: AuditEvent.Action,
        _ client: Client, _ act: Act, agreedTo demand: SignInDemand? = nil,
        _ body: @escaping @Sendable (WriteTransaction) throws -> Bool
    ) async throws -> Outcome<Answer> {
        let session = signedIn.session
        return try await database.write { transaction in
            guard try transaction.stands(signedIn) else { return .signedOut }
            if let demand, try !transaction.hasAgreed(session.person, to: demand) { return .consentWithdrawn }
            if let interaction, try !transaction.interactions.complete(interaction, at: act.now) {
                return .answeredBefore
            }
            guard try body(transaction) else { return .answeredBefore }
            try transaction.sessions.recordSeen(session, at: act.now)
            try transaction.audit.append(
                act.event(
                    action, by: .person(session.person), client: client.id.text, session: session.id.text))
            return .given(answer)
        }
    }
}

extension Transaction {
    /// Whether somebody still agrees to what a client is told in its redirect: each agreement to that is kept.
    fileprivate func hasAgreed(_ person: PersonID, to demand: SignInDemand) throws -> Bool {
        guard demand.client.requiresConsent else { return true }
        return try demand.releasedScopes.isSubset(of: consents.scopes(of: person, to: demand.client.id))
    }
}
