import Cryptography
import Database
import Identity
import OpenIDConnect
import Storage
import Wire

/// A device asks to be approved by a person on another screen (RFC 8628 §3.1).
package struct BeginDeviceAuthorization: Sendable {
    private let database: Database
    private let clients: CurrentClients
    private let random: any RandomSource
    private let strangers: StrangerRefusals

    /// How many devices of one client may wait at a time: a public client's id is no secret, and every device that waits
    /// is a row.
    package static let waitingLimit = 1000

    package init(_ installation: Installation) {
        database = installation.database
        clients = installation.clients
        random = installation.random
        strangers = installation.strangers
    }

    package enum Outcome: Sendable {
        case begun(DeviceAuthorizationResponse)
        case unauthenticated(ClientAuthenticationError)
        case refused(TokenRefusal)
        /// As many of the client's devices wait as may; until the first of them is forgotten.
        case tooMany(retryAfter: Duration)
    }

    package func begin(
        _ presented: ClientAuthentication, _ parameters: FormParameters, _ act: Act
    ) async throws -> Outcome {
        let codes = DeviceAuthorizationResponse(code: DeviceCode(random: random), userCode: UserCode(random: random))
        let outcome = try await database.write { [clients] transaction in
            let outcome = try Self.outcome(presented, parameters, codes, clients, act, in: transaction)
            if let code = outcome.code, !outcome.isOfStranger(presented) {
                try transaction.audit.append(
                    act.event(
                        .beginDevice, .refused(code), client: presented.clientID.text))
            }
            return outcome
        }
        if let code = outcome.code, outcome.isOfStranger(presented) {
            strangers.count(.beginDevice, code, client: presented.clientID.text, act)
        }
        return outcome
    }

    private static func outcome(
        _ presented: ClientAuthentication, _ parameters: FormParameters, _ codes: DeviceAuthorizationResponse,
        _ clients: CurrentClients, _ act: Act, in transaction: WriteTransaction
    ) throws -> Outcome {
        let client: AuthenticatedClient
        switch try transaction.authenticate(presented, clients, at: act.now) {
        case .failure(let error): return .unauthenticated(error)
        case .success(let authenticated): client = authenticated
        }
        let request: DeviceAuthorizationRequest
        do throws(TokenRefusal) { request = try DeviceAuthorizationRequest(parameters, from: client) } catch {
            return .refused(error)
        }
        guard try transaction.devicesWaiting.waiting(of: client.id, at: act.now) < waitingLimit else {
            return .tooMany(retryAfter: PolledDecision.firstInterval)
        }
        try transaction.devicesWaiting.add(
            DeviceAuthorization(request, code: codes.code, userCode: codes.userCode, at: act.now))
        try transaction.audit.append(
            act.event(.beginDevice, by: .client(client.id.text), client: client.id.text))
        return .begun(codes)
    }
}

extension BeginDeviceAuthorization.Outcome {
    /// Whether whoever asked has proven nothing: its refusal is counted, not written down.
    fileprivate func isOfStranger(_ presented: ClientAuthentication) -> Bool {
        if case .unauthenticated = self { true } else { !presented.hasProof }
    }

    /// Why it was refused, for the audit log.
    fileprivate var code: String? {
        switch self {
        case .begun: nil
        case .unauthenticated(let error): error.refusal.code
        case .refused(let refusal): refusal.code
        case .tooMany: nil
        }
    }
}
