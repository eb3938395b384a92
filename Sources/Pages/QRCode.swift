import CQRencode

/// A text as a QR code (ISO/IEC 18004), to be scanned from a screen: error correction M, in the smallest version that
/// holds it. It is drawn as the one path of an inline SVG, which our Content-Security-Policy lets through as it does
/// text: no style, no script, no image that is fetched.
package struct QRCode: Sendable {
    package let text: String
    /// The number of modules on each side, without the quiet zone.
    let side: Int
    /// Row by row from the top left; `true` is dark.
    let modules: [Bool]

    /// What version 40 holds in bytes with error correction M (ISO/IEC 18004, table 7).
    package static let maximumBytes = 2331
    /// In modules (ISO/IEC 18004 §5.3.8).
    static let quietZone = 4

    package init(_ text: String) throws(QRCodeError) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count <= Self.maximumBytes else { throw .tooLong(bytes: bytes.count) }
        // Version 0 asks for the smallest one.
        guard let code = QRcode_encodeData(Int32(bytes.count), bytes, 0, QR_ECLEVEL_M) else { throw .outOfMemory }
        defer { QRcode_free(code) }
        self.text = text
        side = Int(code.pointee.width)
        // The lowest bit is the colour; the others say what a module is for.
        modules = UnsafeBufferPointer(start: code.pointee.data, count: side * side).map { $0 & 1 == 1 }
    }

    /// The quiet zone included.
    var viewBox: String { "0 0 \(side + 2 * Self.quietZone) \(side + 2 * Self.quietZone)" }

    /// Each run of dark modules in a row as a rectangle.
    var path: String {
        var path = ""
        for row in 0..<side {
            var column = 0
            while column < side {
                let length = modules[(row * side + column)..<((row + 1) * side)].prefix { $0 }.count
                if length > 0 {
                    path += "M\(column + Self.quietZone) \(row + Self.quietZone)h\(length)v1h-\(length)z"
                }
                column += length + 1
            }
        }
        return path
    }
}

/// Why a text has no QR code.
package enum QRCodeError: Error, Hashable, Sendable, CustomStringConvertible {
    case empty
    case tooLong(bytes: Int)
    case outOfMemory

    package var description: String {
        switch self {
        case .empty: "there is no text to make a QR code of"
        case .tooLong(let bytes): "a QR code holds \(QRCode.maximumBytes) bytes; the text has \(bytes)"
        case .outOfMemory: "there was no memory to make a QR code"
        }
    }
}
