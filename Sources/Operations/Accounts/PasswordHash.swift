import Accounts
import Cryptography

/// What is kept of a password: its Argon2id hash in PHC form. A type of its own, so that no password in the clear is
/// passed where a hash is due.
package struct PasswordHash: Hashable, Sendable {
    package let text: String

    /// Takes as long and as much memory as the parameters say: never to be done in a transaction.
    package init(of password: NewPassword, _ parameters: Argon2Parameters, random: any RandomSource) throws {
        text = try Argon2id(parameters: parameters).hash(password: password.bytes, salt: random.bytes(16))
    }

    /// Reads a stored hash.
    package init(stored text: String) {
        self.text = text
    }
}
