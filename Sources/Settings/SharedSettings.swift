import Cryptography
import Wire

/// What all nodes on the same records are to be told alike: who we are, what strangers may, which grants, levels and
/// upstreams there are. Kept so that nodes can be compared, and told to nobody.
///
/// Only what is said otherwise than by default is in it, so that a version with more settings has the same.
package struct SharedSettings: Sendable {
    private let text: String

    /// - Parameter values: of each setting, in one order.
    init(_ values: [(setting: Setting, value: String)]) {
        text = values.map { "\($0.setting.key)\u{0}\($0.value)\u{0}" }.joined()
    }

    /// The same for who was told the same. By a key, as files of upstreams may hold secrets.
    package func digest(key: [UInt8]) -> String {
        Base64URL.encode(HMAC.sha256(key: key, Array(text.utf8)))
    }
}

extension ProviderConfiguration {
    var sharedSettings: SharedSettings {
        SharedSettings(
            // Secrets never are part of what is compared.
            Setting.all.filter { $0.isShared && !$0.isSecret }.compactMap { setting in
                guard let value = text(setting), value != setting.fallback else { return nil }
                guard setting.namesSharedFile else { return (setting, value) }
                // Each node has it at a place of its own. What can't be read is somebody else's to say.
                return (setting, Base64.encode(contents(of: value, named: setting) ?? []))
            })
    }
}

extension Setting {
    /// Whether all nodes are to be told the same of it.
    var isShared: Bool { !Self.ofOneNode.contains { $0.key == key } }

    /// Whether it names a file in which all nodes have the same.
    var namesSharedFile: Bool { Self.sharedFiles.contains { $0.key == key } }

    /// Where a node listens, what its machine has, and where on it files are.
    private static let ofOneNode =
        [
            data, masterKey, masterKeyFile, host, port, administrativePort, certificate, privateKey, hashesAtOnce,
            vneidKeyFile,
            certificateField, certificatePort,
        ] + databases + connections

    private static let sharedFiles = [
        assertionIssuers, upstreams, softwareIssuers, certificateAuthorities, directoryMapping,
    ]
}
