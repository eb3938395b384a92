import Identity
import Keys
import OpenIDConnect
import Operations

/// Signs authorization responses, and encrypts them, for clients that ask for it (JARM), with the keys as they are then.
struct ResponseSealing: Sendable {
    let keys: KeyRing
    let encrypt: EncryptToClient
    let clock: any WallClock

    /// How a response leaves.
    /// - Throws: `ClientKeysUnreachable`.
    func delivery(of response: AuthorizationResponse) async throws -> AuthorizationResponse.Delivery {
        let now = clock.now
        return try await response.sealed(by: keys.current, at: now) { token, encryption in
            try await encrypt.encrypt(token, to: response.address.clientID, encryption, at: now)
        }.delivery
    }
}
