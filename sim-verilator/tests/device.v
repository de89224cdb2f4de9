// Test device with the card's ports: an AXI4-Lite register file and a copier of single AXI4 bursts.
//
//   0x00 ID (ro)         0x10 SRC_LO  0x14 SRC_HI   0x20 BEATS[8:0]          0x2c IRQ: raises the vectors written (wo)
//   0x04 SCRATCH (rw)    0x18 DST_LO  0x1c DST_HI   0x24 GO[4:0]: vectors    0x30 CYCLES (ro)
//   0x08 COPIES (ro)                                0x28 STATUS: busy[0] rresp[5:4] bresp[9:8]
//   0x40 never answers   0x44 answers SLVERR        0x48 MISBEHAVE: shrinks a pending request on the next copy
//
// It splits nothing: a copy that crosses 4 KiB breaks AXI4 on purpose.
module device (
    input wire clock, input wire reset,
    input wire [15:0] s_axil_awaddr, input wire s_axil_awvalid, output wire s_axil_awready,
    input wire [31:0] s_axil_wdata, input wire [3:0] s_axil_wstrb, input wire s_axil_wvalid, output wire s_axil_wready,
    output wire [1:0] s_axil_bresp, output reg s_axil_bvalid, input wire s_axil_bready,
    input wire [15:0] s_axil_araddr, input wire s_axil_arvalid, output wire s_axil_arready,
    output reg [31:0] s_axil_rdata, output reg [1:0] s_axil_rresp, output reg s_axil_rvalid, input wire s_axil_rready,
    output wire [1:0] m_axi_arid, output wire [47:0] m_axi_araddr, output wire [7:0] m_axi_arlen,
    output wire [2:0] m_axi_arsize, output wire [1:0] m_axi_arburst, output wire m_axi_arvalid, input wire m_axi_arready,
    input wire [1:0] m_axi_rid, input wire [127:0] m_axi_rdata, input wire [1:0] m_axi_rresp, input wire m_axi_rlast,
    input wire m_axi_rvalid, output wire m_axi_rready,
    output wire [1:0] m_axi_awid, output wire [47:0] m_axi_awaddr, output wire [7:0] m_axi_awlen,
    output wire [2:0] m_axi_awsize, output wire [1:0] m_axi_awburst, output wire m_axi_awvalid, input wire m_axi_awready,
    output wire [127:0] m_axi_wdata, output wire [15:0] m_axi_wstrb, output wire m_axi_wlast, output wire m_axi_wvalid,
    input wire m_axi_wready,
    input wire [1:0] m_axi_bid, input wire [1:0] m_axi_bresp, input wire m_axi_bvalid, output wire m_axi_bready,
    output reg [4:0] irq
);
    localparam IDLE = 3'd0, ADDRESS = 3'd1, READ = 3'd2, WRITE = 3'd3, RESPONSE = 3'd4;

    reg [31:0] scratch, copies, cycles;
    reg [47:0] src, dst;
    reg [8:0] beats, count;
    reg [4:0] vectors;
    reg [1:0] rresp, bresp;
    reg [2:0] state;
    reg aw_sent, misbehave, waited, mute;
    reg [127:0] buffer [0:255];

    // Registers. Address and data of a write are taken together, in the clock in which both are there.
    wire write = s_axil_awvalid & s_axil_wvalid & ~s_axil_bvalid;
    assign s_axil_awready = write;
    assign s_axil_wready = write;
    assign s_axil_bresp = 2'd0;
    assign s_axil_arready = ~s_axil_rvalid & ~mute;
    wire read = s_axil_arvalid & s_axil_arready;
    wire [31:0] mask = {{8{s_axil_wstrb[3]}}, {8{s_axil_wstrb[2]}}, {8{s_axil_wstrb[1]}}, {8{s_axil_wstrb[0]}}};
    wire go = write & (s_axil_awaddr == 16'h24) & (state == IDLE);

    always @(posedge clock) begin
        irq <= 5'd0;
        cycles <= cycles + 32'd1;
        if (s_axil_bready) s_axil_bvalid <= 1'b0;
        if (s_axil_rready) s_axil_rvalid <= 1'b0;
        if (write) begin
            s_axil_bvalid <= 1'b1;
            case (s_axil_awaddr)
                16'h04: scratch <= (scratch & ~mask) | (s_axil_wdata & mask);
                16'h10: src[31:0] <= s_axil_wdata;
                16'h14: src[47:32] <= s_axil_wdata[15:0];
                16'h18: dst[31:0] <= s_axil_wdata;
                16'h1c: dst[47:32] <= s_axil_wdata[15:0];
                16'h20: beats <= s_axil_wdata[8:0];
                16'h2c: irq <= s_axil_wdata[4:0];
                16'h48: misbehave <= 1'b1;
                default: ;
            endcase
        end
        if (read) begin
            s_axil_rvalid <= s_axil_araddr != 16'h40;
            mute <= s_axil_araddr == 16'h40;
            s_axil_rresp <= (s_axil_araddr == 16'h44) ? 2'd2 : 2'd0;
            case (s_axil_araddr)
                16'h00: s_axil_rdata <= 32'h54505352;
                16'h04: s_axil_rdata <= scratch;
                16'h08: s_axil_rdata <= copies;
                16'h28: s_axil_rdata <= {22'd0, bresp, 2'd0, rresp, 3'd0, state != IDLE};
                16'h30: s_axil_rdata <= cycles;
                default: s_axil_rdata <= 32'd0;
            endcase
        end
        if (done) irq <= vectors;
        if (reset) begin
            s_axil_bvalid <= 1'b0;
            s_axil_rvalid <= 1'b0;
            mute <= 1'b0;
            misbehave <= 1'b0;
            scratch <= 32'd0;
            cycles <= 32'd0;
            irq <= 5'd0;
        end
    end

    // Copier.
    assign m_axi_arid = 2'd1;
    assign m_axi_araddr = src;
    assign m_axi_arlen = (misbehave & waited) ? 8'd0 : beats[7:0] - 8'd1;
    assign m_axi_arsize = 3'd4;
    assign m_axi_arburst = 2'd1;
    assign m_axi_arvalid = state == ADDRESS;
    assign m_axi_rready = state == READ;
    assign m_axi_awid = 2'd2;
    assign m_axi_awaddr = dst;
    assign m_axi_awlen = beats[7:0] - 8'd1;
    assign m_axi_awsize = 3'd4;
    assign m_axi_awburst = 2'd1;
    assign m_axi_awvalid = (state == WRITE) & ~aw_sent;
    assign m_axi_wdata = buffer[count[7:0]];
    assign m_axi_wstrb = 16'hffff;
    assign m_axi_wlast = count + 9'd1 == beats;
    assign m_axi_wvalid = (state == WRITE) & (count != beats);
    // Ready depends on valid within the clock: the harness must see it settled.
    assign m_axi_bready = (state == RESPONSE) & m_axi_bvalid & (m_axi_bid == 2'd2);
    wire done = m_axi_bvalid & m_axi_bready;

    always @(posedge clock) begin
        waited <= m_axi_arvalid & ~m_axi_arready;
        if (go) begin
            state <= ADDRESS;
            vectors <= s_axil_wdata[4:0];
            count <= 9'd0;
            rresp <= 2'd0;
            bresp <= 2'd0;
            aw_sent <= 1'b0;
        end
        if (m_axi_arvalid & m_axi_arready) state <= READ;
        if (m_axi_rvalid & m_axi_rready & (m_axi_rid == 2'd1)) begin
            buffer[count[7:0]] <= m_axi_rdata;
            rresp <= rresp | m_axi_rresp;
            count <= count + 9'd1;
            if (m_axi_rlast) begin
                state <= WRITE;
                count <= 9'd0;
            end
        end
        if (m_axi_awvalid & m_axi_awready) aw_sent <= 1'b1;
        if (m_axi_wvalid & m_axi_wready) count <= count + 9'd1;
        if ((state == WRITE) & aw_sent & (count == beats)) state <= RESPONSE;
        if (done) begin
            state <= IDLE;
            bresp <= m_axi_bresp;
            copies <= copies + 32'd1;
        end
        if (reset) begin
            state <= IDLE;
            copies <= 32'd0;
            waited <= 1'b0;
            aw_sent <= 1'b0;
            rresp <= 2'd0;
            bresp <= 2'd0;
        end
    end
endmodule
