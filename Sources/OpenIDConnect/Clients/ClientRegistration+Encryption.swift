import JOSE
import Wire

extension ClientRegistration.Messages {
    /// What is said of `MessageEncryption`: the two members `…_alg` and `…_enc`, which stand together.
    package struct Encryption: Hashable, Sendable {
        package var algorithm: String?
        package var content: String?

        init() {}

        init(_ encryption: MessageEncryption?) {
            algorithm = encryption?.algorithm.rawValue
            content = encryption?.content.rawValue
        }

        /// As an administrator says it: `alg`, and after a space `enc` where it isn't the usual one; nothing for no encryption.
        package init(named text: String) {
            let names = text.split(separator: " ", maxSplits: 1).map(String.init)
            algorithm = names.first
            content = names.dropFirst().first
        }

        /// - Parameter member: what the names of the two begin with.
        init(_ metadata: JSONObject, _ member: String) throws(ClientRegistrationError) {
            algorithm = try metadata.text(registered: member + "_alg")
            content = try metadata.text(registered: member + "_enc")
        }

        func write(to json: inout JSONObject, _ member: String) {
            json[member + "_alg"] = algorithm.map(JSONValue.string)
            json[member + "_enc"] = content.map(JSONValue.string)
        }

        /// - Parameter keys: the client's, one of which the algorithm has to fit. Which are at an address, that address says
        ///   when a message is encrypted.
        func checked(
            _ member: String, _ keys: ClientKeys?
        ) throws(ClientRegistrationError) -> MessageEncryption? {
            guard let name = algorithm, !name.isEmpty else {
                // OpenID Connect Registration §2: an `enc` needs its `alg`.
                guard content?.isEmpty ?? true else { throw .encryptionNeedsAlgorithm(member) }
                return nil
            }
            let algorithm = try ClientRegistration.choice(name, KeyManagementAlgorithm.self, .keyManagement)
            var content = ContentEncryption.ifUnnamed
            if let name = self.content, !name.isEmpty {
                content = try ClientRegistration.choice(name, ContentEncryption.self, .contentEncryption)
            }
            switch keys {
            case nil: throw .keysNeededFor(member + "_alg")
            case .address: break
            case .set(let set):
                guard set.encryptionKey(for: algorithm) != nil else { throw .noEncryptionKey(algorithm.rawValue) }
            }
            return MessageEncryption(algorithm: algorithm, content: content)
        }
    }
}
