import Foundation
import Wire

/// The folder in which versions before kept the keys of an installation, a file for each document. It is read once, when
/// the records have no keys yet (`OpenKeys`), and never written.
package struct KeyFolder: Sendable {
    package let path: String

    package init(_ path: String) { self.path = path }

    /// - Returns: none, where the folder isn't there or has no keys.
    package func documents() throws(KeyVaultError) -> KeyDocuments {
        let manager = FileManager.default
        guard manager.fileExists(atPath: path) else { return KeyDocuments() }
        guard let names = try? manager.contentsOfDirectory(atPath: path) else { throw .unusableDirectory(path) }
        var texts: [String: String] = [:]
        for name in names where KeyDocuments.isOne(name) {
            guard let bytes = manager.contents(atPath: "\(path)/\(name)"),
                let text = String(validating: bytes, as: UTF8.self)
            else { throw .unreadable(name) }
            texts[name] = text
        }
        return KeyDocuments(texts)
    }
}
