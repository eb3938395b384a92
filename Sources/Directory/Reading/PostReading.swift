import Identity

/// The posts that a source says people are in.
struct PostReading {
    let mapping: DirectoryMapping
    let rules: DirectoryRules
    let tree: SourceTree
    let codes: [Int32: UnitID]
    /// Whether a group couldn't be read whole, so that nobody's posts are known.
    private(set) var isIncomplete = false
    private var members: [Int32: [GroupRule]] = [:]
    /// Words that no policy knows, each told of once.
    private var unknown: Set<FoldedWord> = []
    /// Titles that were looked up before, as they were written: there are few.
    private var titles: [String: Position] = [:]

    init(mapping: DirectoryMapping, rules: DirectoryRules, tree: SourceTree, codes: [Int32: UnitID]) {
        (self.mapping, self.rules, self.tree, self.codes) = (mapping, rules, tree, codes)
    }

    mutating func readGroups(into reading: inout DirectoryReading) {
        for group in mapping.person.groups {
            guard let node = tree.node(at: group.dn), tree.nodes[Int(node)].role == .group else {
                reading.findings.append(SyncFinding(.missing(attribute: group.member.text), dn: group.dn.text))
                isIncomplete = true
                continue
            }
            let values = EntryValues(tree.nodes[Int(node)].values, of: tree.table)
            do throws(Unreadable) {
                for text in try values.texts(group.member) {
                    guard let member = DistinguishedName(text).flatMap(tree.node) else { continue }
                    members[member, default: []].append(group)
                }
            } catch {
                reading.findings.append(SyncFinding(error.kind, dn: group.dn.text))
                isIncomplete = true
            }
        }
    }

    /// The posts of somebody, and whether one of them couldn't be taken.
    mutating func posts(
        of node: Int32, _ values: EntryValues, _ reading: inout DirectoryReading
    ) throws(Unreadable) -> (posts: Set<ReadPost>, isDoubtful: Bool) {
        // Their own, and those beside.
        var (home, posts): (Set<ReadPost>, Set<ReadPost>) = ([], [])
        var secondments: [ReadPost] = []
        var isDoubtful = false
        for rule in mapping.person.posts {
            switch rule {
            case .title(let attribute, let place):
                guard let title = try values.first(attribute) else { continue }
                guard let position = position(titled: title, node, &reading) else {
                    isDoubtful = true
                    continue
                }
                for unit in try units(place, node, values) { home.insert(ReadPost(Post(position, at: unit))) }
            case .written(let attribute, let parameters):
                for text in try values.texts(attribute) {
                    guard let (post, kind) = try written(text, parameters, node, &reading) else {
                        isDoubtful = true
                        continue
                    }
                    if kind == .main { home.insert(post) } else { posts.insert(post) }
                    if kind == .secondment { secondments.append(post) }
                }
            }
        }
        for group in members[node] ?? [] {
            for unit in try units(group.place, node, values) {
                home.insert(ReadPost(Post(group.position, at: unit)))
            }
        }
        if mapping.person.suspendsOnSecondment, !secondments.isEmpty {
            home = Set(home.flatMap { $0.outside(of: secondments) })
        }
        return (home.union(posts), isDoubtful)
    }

    private mutating func position(
        titled title: String, _ node: Int32, _ reading: inout DirectoryReading
    ) -> Position? {
        if let position = titles[title] { return position }
        let word = FoldedWord(title)
        if let position = mapping.person.positions[word] {
            if titles.count < Self.titleLimit { titles[title] = position }
            return position
        }
        if unknown.insert(word).inserted {
            reading.findings.append(SyncFinding(.unknownPosition(title), dn: tree.text(of: node) ?? ""))
        }
        return nil
    }

    private static let titleLimit = 1_000

    private func units(
        _ place: PlaceRule, _ node: Int32, _ values: EntryValues
    ) throws(Unreadable) -> [UnitID] {
        switch place {
        case .dn:
            guard let above = tree.unit(above: node) else { throw Unreadable(.missing(attribute: "unit")) }
            return [try code(of: above)]
        case .code(let attribute):
            var units: [UnitID] = []
            for text in try values.texts(attribute) {
                guard let unit = UnitID(text.uppercased()) else { throw Unreadable(.unknownUnit(text)) }
                units.append(unit)
            }
            return units
        case .dnIn(let attribute):
            var units: [UnitID] = []
            for text in try values.texts(attribute) {
                guard let above = DistinguishedName(text).flatMap(tree.node) else {
                    throw Unreadable(.unknownUnit(text))
                }
                units.append(try code(of: above))
            }
            return units
        }
    }

    private func code(of node: Int32) throws(Unreadable) -> UnitID {
        guard let code = codes[node] else { throw Unreadable(.unknownUnit(tree.text(of: node) ?? "")) }
        return code
    }

    /// `POSITION@UNIT;from=…;until=…;kind=…`. What isn't of this form isolates the person: a typing error ends no post.
    private mutating func written(
        _ text: String, _ parameters: Set<PostRule.Parameter>, _ node: Int32,
        _ reading: inout DirectoryReading
    ) throws(Unreadable) -> (post: ReadPost, kind: Kind?)? {
        let fields = text.split(separator: ";", omittingEmptySubsequences: false)
        let parts = fields[0].split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let unit = UnitID(String(parts[1]).uppercased()) else {
            throw Unreadable(.badPost(text))
        }
        var (from, until, kind): (Instant?, Instant?, Kind?)
        for field in fields.dropFirst() {
            let pair = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard pair.count == 2, let parameter = PostRule.Parameter(rawValue: pair[0]), parameters.contains(parameter)
            else { throw Unreadable(.badPost(text)) }
            switch parameter {
            case .from: from = HueTime.moment(pair[1])
            case .until: until = HueTime.moment(pair[1])
            case .kind: kind = Kind(rawValue: pair[1])
            }
            let isRead =
                switch parameter {
                case .from: from != nil
                case .until: until != nil
                case .kind: kind != nil
                }
            guard isRead else { throw Unreadable(.badPost(text)) }
        }
        if let from, let until, until <= from { throw Unreadable(.badPost(text)) }
        let word = String(parts[0])
        if let position = Position(word), rules.positions.contains(position) {
            return (ReadPost(Post(position, at: unit), from: from, until: until), kind)
        }
        guard let position = position(titled: word, node, &reading) else { return nil }
        return (ReadPost(Post(position, at: unit), from: from, until: until), kind)
    }

    private enum Kind: String {
        case main = "chinh"
        /// Kiêm nhiệm.
        case beside = "kiem-nhiem"
        /// Biệt phái: for a time at another unit.
        case secondment = "biet-phai"
    }
}

extension ReadPost {
    /// What is left of it outside of the times of others.
    func outside(of others: [ReadPost]) -> [ReadPost] {
        others.reduce([self]) { parts, other in parts.flatMap { $0.outside(of: other) } }
    }

    private func outside(of other: ReadPost) -> [ReadPost] {
        var parts: [ReadPost] = []
        if let start = other.from, from.map({ $0 < start }) ?? true {
            parts.append(ReadPost(post, from: from, until: min(until ?? start, start)))
        }
        if let end = other.until, until.map({ end < $0 }) ?? true {
            parts.append(ReadPost(post, from: max(from ?? end, end), until: until))
        }
        return parts
    }
}
