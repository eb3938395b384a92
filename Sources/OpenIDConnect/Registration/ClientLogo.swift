import Wire

/// A client's picture (`logo_uri`, RFC 7591 §2), as it was read at the client's own address: what it is its first bytes say, whatever
/// the server there says of it. It is shown by us, so that the client doesn't learn who looks at a page of ours.
package struct ClientLogo: Hashable, Sendable {
    package let bytes: [UInt8]
    package let format: Format

    /// Pixels only: a drawing (SVG) could have a program in it. The raw values are media types.
    package enum Format: String, Hashable, Sendable, CaseIterable {
        case png = "image/png"
        case jpeg = "image/jpeg"
        case webp = "image/webp"

        func isOf(_ bytes: [UInt8]) -> Bool {
            switch self {
            case .png: bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
            case .jpeg: bytes.starts(with: [0xFF, 0xD8, 0xFF])
            case .webp: bytes.starts(with: "RIFF".utf8) && bytes.dropFirst(8).starts(with: "WEBP".utf8)
            }
        }
    }

    /// - Returns: `nil` for what is none, or is larger than `Limits.fetchResponseBytes`.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count <= Limits.fetchResponseBytes, let format = Format.allCases.first(where: { $0.isOf(bytes) })
        else { return nil }
        self.bytes = bytes
        self.format = format
    }

    /// Where we show it; below stands the client's id.
    package static let path = "/logos"
    package static func path(of client: ClientID) -> String { "\(path)/\(client.text)" }
}

/// `logo_uri`: https, and a host that is written in the one way in which it is looked up.
package struct LogoAddress: Hashable, Sendable {
    package let uri: URI

    package init?(_ text: String) {
        guard let address = KeySetAddress(text) else { return nil }
        uri = address.uri
    }
}
