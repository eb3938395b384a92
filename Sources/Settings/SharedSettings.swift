import Cryptography
import Foundation
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
            Setting.all.filter(\.isShared).compactMap { setting in
                guard let value = text(setting), value != setting.fallback else { return nil }
                guard Setting.sharedFiles.contains(where: { $0.key == setting.key }) else { return (setting, value) }
                // Each node has it at a place of its own. What can't be read is somebody else's to say.
                let content = FileManager.default.contents(atPath: value) ?? Data()
                return (setting, content.base64EncodedString())
            })
    }
}

extension Setting {
    /// Whether all nodes are to be told the same of it. Secrets never are part of what is compared.
    var isShared: Bool { !isSecret && !Self.ofOneNode.contains { $0.key == key } }

    /// Where a node listens, what its machine has, and where on it files are.
    private static let ofOneNode =
        [
            data, masterKeyFile, host, port, administrativePort, certificate, privateKey, hashesAtOnce, vneidKeyFile,
            certificateField, certificatePort,
        ] + databases + connections

    /// Those that name a file in which all nodes have the same.
    static let sharedFiles = [assertionIssuers, upstreams, softwareIssuers, certificateAuthorities, directoryMapping]
}
