/// A part of an attribute's values, as Active Directory sends what has very many ([MS-ADTS] §3.1.1.3.1.3.3):
/// `member;range=0-1499`, and the last part as `member;range=1500-*`.
struct RangedAttribute: Hashable {
    let attribute: String
    let first: Int
    /// `nil` for the last part.
    let last: Int?

    /// `nil` for a description without a range, or with one that isn't read.
    init?(_ description: String) {
        let parts = description.split(separator: ";")
        guard parts.count > 1, let place = parts.firstIndex(where: { $0.hasPrefix("range=") }) else { return nil }
        let bounds = parts[place].dropFirst("range=".count).split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2, let first = Int(bounds[0]), first >= 0 else { return nil }
        if bounds[1] == "*" {
            last = nil
        } else {
            guard let last = Int(bounds[1]), last >= first, last < 1 << 40 else { return nil }
            self.last = last
        }
        self.first = first
        attribute = (parts[..<place] + parts[(place + 1)...]).joined(separator: ";")
    }

    /// What to ask for next.
    static func description(_ attribute: String, from first: Int) -> String { "\(attribute);range=\(first)-*" }
}
